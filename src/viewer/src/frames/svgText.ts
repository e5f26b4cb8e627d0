// SVG without a browser: the few members of the document that pictures are made with, and text in place of elements.

/** An element that is only written down. */
class Part {
  private readonly attributes = new Map<string, string>();
  private readonly children: (Part | string)[] = [];

  constructor(readonly tagName: string) {}

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  append(...children: (Part | string)[]): void {
    this.children.push(...children);
  }

  toString(): string {
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
    const children = this.children.map((child) => (typeof child === "string" ? escaped(child) : child.toString()));
    return children.length ? `<${this.tagName}${attributes}>${children.join("")}</${this.tagName}>` : `<${this.tagName}${attributes}/>`;
  }
}

const REFERENCES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text as XML has it: what it cannot hold, control characters and halves of surrogates, is left out. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]|\p{Surrogate}/gu, "")
    .replace(/[&<>"]/g, (one) => REFERENCES[one]);

/** Width of a text of some weight, at a size of one pixel. */
export type Widths = (text: string, weight: number) => number;

/** Give pictures a document that writes elements down, and a canvas that only measures. */
export function installDocument(widths: Widths): void {
  const context = {
    font: "",
    measureText(text: string) {
      const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(this.font)!;
      return { width: widths(text, Number(weight)) * Number(size) };
    },
  };
  const document = {
    createElementNS: (_: string, tag: string) => new Part(tag),
    createElement: () => ({ getContext: () => context }),
  };
  Object.assign(globalThis, { document });
}
