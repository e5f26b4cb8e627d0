// The only way to the DOM: text is text, links are http(s), and nothing is ever parsed as HTML.

export type Props = Readonly<
  Record<string, string | number | boolean | null | undefined | ((event: never) => void)>
>;
export type Child = Node | string | null | undefined | false;

/** Make an element; `on…` members are listeners, all others attributes. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  assign(element, props);
  fill(element, children);
  return element;
}

/** Make an SVG element. */
export function svg(tag: string, props: Props = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  assign(element, props);
  fill(element, children);
  return element;
}

function assign(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function")
      element.addEventListener(name.slice(2).toLowerCase(), value as unknown as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
}

function fill(element: Element, children: readonly Child[]): void {
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
}

/** Replace what an element holds. */
export function refill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** Make what a root holds anew; the focus goes to what then stands where it was, counted from the end, else around the root. */
export function keepFocus(root: Element, work: () => void): void {
  const focused = document.activeElement;
  const path: number[] = [];
  for (let one = focused; one && one !== root; one = one.parentElement)
    path.unshift([...(one.parentElement?.children ?? [])].reverse().indexOf(one));
  const inside = root.contains(focused);
  work();
  if (!inside || focused!.isConnected) return;
  const heir = path.reduce<Element | undefined>((one, i) => one && [...one.children].reverse()[i], root);
  const next = heir?.tagName === focused!.tagName ? heir : root.closest("[tabindex]");
  (next as HTMLElement | null)?.focus({ preventScroll: true });
}

/** Set what an element says; the same again would lay the page out anew for nothing, and another node of text style it anew. */
export function setText(element: Element, text: string): void {
  const { firstChild, childNodes } = element;
  if (element.textContent === text) return;
  if (text && childNodes.length === 1 && firstChild instanceof Text) firstChild.data = text;
  else element.textContent = text;
}

/** Set an attribute; the same again would have the browser look for what depends on it. */
export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Hide an element or show it, in the same way. */
export function setHidden(element: Element, hidden: boolean): void {
  element.toggleAttribute("hidden", hidden);
}

/** A link if the address is http(s), else plain text. */
export function link(text: string, url: string | null | undefined): HTMLElement {
  const address = httpAddress(url);
  if (!address) return h("span", { dir: "auto" }, text);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, text);
}

/** The address if it is http(s). */
export function httpAddress(url: string | null | undefined): string | null {
  try {
    const { protocol, href } = new URL(url ?? "");
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}
