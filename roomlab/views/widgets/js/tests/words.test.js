import { expect, test } from "vitest";
import { LANGUAGES, wordsFor } from "../words.js";

test("both languages say the same things", () => {
  const shape = (words) => Object.entries(words).map(([name, word]) => [name, typeof word]);
  expect(shape(LANGUAGES.ru)).toEqual(shape(LANGUAGES.en));
  expect(Object.keys(LANGUAGES.ru.states)).toEqual(Object.keys(LANGUAGES.en.states));
});

test("counts take the right form", () => {
  expect([1, 2, 5, 11, 21, 22].map(LANGUAGES.ru.saidNew)).toEqual([
    "1 новое сообщение",
    "2 новых сообщения",
    "5 новых сообщений",
    "11 новых сообщений",
    "21 новое сообщение",
    "22 новых сообщения",
  ]);
  expect([1, 1200].map(LANGUAGES.en.agents)).toEqual(["1 agent", "1,200 agents"]);
});

test("the language is the one asked for, else that of the browser", () => {
  const browser = (language) => ({ defaultView: { navigator: { language } } });
  expect(wordsFor("ru", browser("en-GB")).language).toBe("ru");
  expect(wordsFor("auto", browser("ru-RU")).language).toBe("ru");
  expect(wordsFor("auto", browser("de-CH")).language).toBe("en");
});
