import { expect, test } from "vitest";
import { Picture } from "../store.js";

test("a picture of nothing has no agents and no ties", () => {
  const picture = new Picture();
  expect(picture.agents).toEqual([]);
  expect(picture.size).toBe(0);
});
