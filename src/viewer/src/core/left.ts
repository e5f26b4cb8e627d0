// Ground that nobody is known to hold: what somebody held until then is told from what nobody is known to have held before.
import type { Flows } from "./flows";
import type { History } from "./history";
import type { States } from "./states";

/** States, and a history that counts those twice whose ground is partly the one and partly the other. */
export interface LeftTold {
  readonly states: States;
  readonly history: History;
}

/** Tell which states' ground was left by who held it, cell by cell. */
export function tellLeft(states: States, history: History): LeftTold {
  const [left, never] = waysOf(states, history);
  const both = Array.from(left.keys()).filter((state) => left[state] && never[state]);
  const twin = new Map(both.map((state, i) => [state, states.length + i]));
  return { states: withLeft(states, left, both), history: both.length ? { ...history, spellStates: twinned(states, history, twin) } : history };
}

/** The same where ground is not there, but what passes from one state to another, in order of time. */
export function tellLeftByFlows(states: States, { from, to }: Flows): States {
  const left = new Uint8Array(states.length);
  const { controller } = states;
  for (let i = 0; i < to.length; i++) if (from[i] >= 0 && isNamedNobody(to[i], controller) && (controller[from[i]] || left[from[i]])) left[to[i]] = 1;
  return withLeft(states, left, []);
}

/** State 0 is no record: nothing says that anybody left. */
const isNamedNobody = (state: number, controller: Uint16Array): boolean => state > 0 && controller[state] === 0;

/** Call `visit` with each spell whose record names nobody, and whether somebody held its ground just before. */
function eachOfNobody({ controller }: States, { cellCount, firstSpell, spellStates }: History, visit: (spell: number, left: boolean) => void): void {
  for (let cell = 0; cell < cellCount; cell++) {
    let left = false;
    for (let spell = firstSpell[cell]; spell < firstSpell[cell + 1]; spell++) {
      if (isNamedNobody(spellStates[spell], controller)) visit(spell, left);
      else left = controller[spellStates[spell]] > 0;
    }
  }
}

/** Which states have ground that was left, and which such as nobody is known to have held. */
function waysOf(states: States, history: History): readonly [left: Uint8Array, never: Uint8Array] {
  const [left, never] = [new Uint8Array(states.length), new Uint8Array(states.length)];
  eachOfNobody(states, history, (spell, isLeft) => void ((isLeft ? left : never)[history.spellStates[spell]] = 1));
  return [left, never];
}

function twinned(states: States, history: History, twin: ReadonlyMap<number, number>): Int32Array {
  const spellStates = history.spellStates.slice();
  eachOfNobody(states, history, (spell, isLeft) => void (isLeft || (spellStates[spell] = twin.get(spellStates[spell]) ?? spellStates[spell])));
  return spellStates;
}

/** States that tell whether they were left; twins of some follow them, which were not. */
function withLeft(states: States, left: Uint8Array, twins: readonly number[]): States {
  if (!left.includes(1)) return states;
  const { length } = states;
  const controller = new Uint16Array(length + twins.length);
  controller.set(states.controller);
  const at: States["at"] = (i) => (i >= length ? states.at(twins[i - length]) : left[i] ? { ...states.at(i), left: true } : states.at(i));
  return { length: controller.length, controller, at };
}
