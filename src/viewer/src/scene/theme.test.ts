import { expect, it } from "vitest";
import { DARK, LIGHT, mostVivid } from "./theme";

it("textures are shown in the colour that is farthest from the paper, by day a dark one, by night a light one", () => {
  const colours = ["#8e0c1d", "#92d4ac", "#ffda4d", "#28244b"];
  expect([LIGHT, DARK].map((theme) => mostVivid(colours, theme))).toEqual(["#28244b", "#ffda4d"]);
  expect(mostVivid([], LIGHT)).toBeUndefined();
});
