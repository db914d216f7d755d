import { afterEach, beforeEach, expect, test } from "vitest";
import { mount } from "../chat.js";
import { mounted, settled, sized } from "./helpers.js";

let room;
beforeEach(async () => {
  room = await mounted(mount, { lines: 1000 });
});
afterEach(() => room.end());

const texts = () => room.all(".rl-lines > li").map((item) => item.textContent);
const lastText = () => texts().at(-1);
const shownText = (line) => (line.kind === "round" ? "End of round" : line.text);

function scrollTo(place) {
  const scroller = room.find(".rl-scroll");
  sized(scroller, { clientHeight: 400, scrollHeight: 9000 });
  scroller.scrollTop = { start: 0, middle: 4000, end: 8600 }[place];
  scroller.dispatchEvent(new Event("scroll"));
}

test("it begins at the end, with a window of the lines", () => {
  expect(room.all(".rl-lines > li")).toHaveLength(160);
  expect(lastText()).toContain(shownText(room.store.chat.at(-1)));
});

test("it follows, and stops when the reader scrolls up", async () => {
  room.kernel.say({ text: "first" });
  await settled();
  expect(lastText()).toContain("first");
  scrollTo("middle");
  room.kernel.say({ text: "second" }, { text: "third" });
  await settled();
  expect(lastText()).toContain("first");
  expect(room.find(".rl-news").hidden).toBe(false);
  expect(room.find(".rl-news").textContent).toContain("2 new lines");
  room.find(".rl-news").click();
  await settled();
  expect(lastText()).toContain("third");
  expect(room.find(".rl-news").hidden).toBe(true);
});

test("it goes on following when lines come between its own scrolling and the event that tells of it", async () => {
  room.kernel.say({ text: "not painted yet" });
  scrollTo("end");
  await settled();
  expect(lastText()).toContain("not painted yet");
  expect(room.find(".rl-news").hidden).toBe(true);
});

test("scrolling up shows lines at hand, then asks for older ones until the beginning", async () => {
  scrollTo("start");
  await settled();
  expect(room.all(".rl-lines > li")).toHaveLength(240);
  for (let at = 0; at < 20 && !room.find(".rl-older").disabled; at++) {
    room.find(".rl-older").click();
    await settled();
  }
  expect(room.kernel.sent.filter((message) => message.type === "older").length).toBeGreaterThan(1);
  expect(room.find(".rl-older").textContent).toBe("The beginning");
  expect(texts()[0]).toContain(room.kernel.lines[0].text);
  expect(room.all(".rl-lines > li").length).toBeLessThanOrEqual(400);
  scrollTo("end");
  await settled();
  room.find(".rl-news").click();
  await settled();
  expect(texts()).toHaveLength(160);
});

test("an agent or the selection can be chosen", async () => {
  const select = room.find("select");
  select.value = "2";
  select.dispatchEvent(new Event("change"));
  await settled();
  const events = room.store.chat.filter((line) => line.agent === 2 || (line.kind === "event" && line.agents.includes(2)));
  expect(texts()).toHaveLength(Math.min(160, events.length));
  room.kernel.say({ agent: 0, text: "not this" }, { agent: 2, sender: "Clara Weiss", text: "but this" });
  await settled();
  expect(lastText()).toContain("but this");
  expect(texts().join()).not.toContain("not this");
  select.value = "selection";
  select.dispatchEvent(new Event("change"));
  room.store.select([0]);
  await settled();
  expect(lastText()).toContain("not this");
  expect(texts().join()).not.toContain("but this");
});

test("older lines are asked for until one passes the filter", async () => {
  room.kernel.lines.forEach((line, at) => {
    line.agent = at < 10 ? 5 : 1;
    line.kind = "message";
    line.agents = [];
  });
  const select = room.find("select");
  select.value = "5";
  select.dispatchEvent(new Event("change"));
  await settled();
  expect(room.find(".rl-empty").textContent).toBe("No lines of whom you chose.");
  room.find(".rl-older").click();
  await settled(20);
  expect(texts()).toHaveLength(10);
  expect(room.find(".rl-empty").hidden).toBe(true);
});

test("a burst of ten thousand lines leaves a window of elements", async () => {
  room.kernel.say(...Array.from({ length: 10_000 }, (_, at) => ({ text: `line ${at}` })));
  await settled();
  expect(room.all(".rl-lines > li")).toHaveLength(160);
  expect(lastText()).toContain("line 9999");
});

test("another moment shows the lines until then", async () => {
  room.store.seek({ time: room.kernel.lines[499].time });
  await settled();
  expect(lastText()).toContain(shownText(room.kernel.lines[499]));
  room.kernel.say({ text: "now" });
  await settled();
  expect(texts().join()).not.toContain("now");
  room.store.goLive();
  await settled();
  expect(lastText()).toContain("now");
});

test("a snapshot after a hole leaves the reader where he is", async () => {
  scrollTo("middle");
  const before = texts();
  room.kernel.say({ text: "missed by the page" });
  room.kernel.answer({ type: "hello" });
  await settled();
  expect(texts()).toEqual(before);
  expect(room.find(".rl-news").textContent).toContain("1 new line");
});

test("very many lines are let go of, and following goes on", async () => {
  for (let at = 0; at < 5; at++) {
    room.kernel.say(...Array.from({ length: 5_000 }, (_, line) => ({ text: `line ${at * 5_000 + line}` })));
    await settled();
  }
  expect(room.all(".rl-lines > li")).toHaveLength(160);
  expect(lastText()).toContain("line 24999");
  room.kernel.say({ text: "and on" });
  await settled();
  expect(lastText()).toContain("and on");
});

test("what is let go of is not on the screen any more, with a filter either", async () => {
  const select = room.find("select");
  select.value = "7";
  select.dispatchEvent(new Event("change"));
  room.kernel.say(...Array.from({ length: 30 }, (_, line) => ({ agent: 7, text: `early ${line}` })));
  for (let at = 0; at < 14; at++) {
    room.kernel.say(...Array.from({ length: 1_500 }, () => ({ agent: 1, text: "other" })), { agent: 7, text: `late ${at}` });
    await settled();
  }
  expect(texts().join()).not.toContain("early");
  expect(texts()).toHaveLength(13);
  expect(texts()[0]).toContain("late 1");
});

test("lines after a burst of which some were left out are not joined to those before", async () => {
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, chat_anew: true, chat: [{ ...room.kernel.lines.at(-1), seq: room.kernel.seq + 500, text: "after" }] });
  await settled();
  expect(texts()).toHaveLength(1);
  expect(lastText()).toContain("after");
});

test("earlier lines of now are not joined to those of the past", async () => {
  room.kernel.answering = false;
  scrollTo("start");
  for (let at = 0; at < 3; at++) room.find(".rl-older").click();
  const asked = room.kernel.sent.at(-1);
  expect(asked.type).toBe("older");
  room.kernel.answering = true;
  room.store.seek({ time: room.kernel.lines[499].time });
  await settled();
  room.kernel.answer(asked);
  await settled();
  room.context.change({ theme: "dark" }); // so that all is painted anew
  await settled();
  expect(lastText()).toBe("End of round 25"); // line 500: the answer has 400 to 700
});

test("who comes and who is called otherwise is in the list of agents, which is not made anew for it", async () => {
  const before = room.all("option");
  const agents = [[8, { ...room.store.shown.agents[0], id: "9", name: "Newcomer" }], [1, { ...room.store.shown.agents[1], name: "Another" }]];
  room.find("select").value = "2";
  room.kernel.tell({ type: "delta", n: ++room.kernel.n, agents });
  const after = room.all("option");
  expect(after.slice(0, before.length).every((option, at) => option === before[at])).toBe(true);
  expect(after.map((option) => option.textContent)).toEqual(["Everyone", "The selected", ...room.store.shown.agents.map((agent) => agent.name)]);
  expect(room.find("select").value).toBe("2");
});

test("a failed question for older lines says so and can be asked again", async () => {
  room.kernel.answering = false;
  scrollTo("start");
  for (let at = 0; at < 3; at++) room.find(".rl-older").click();
  await settled();
  expect(room.find(".rl-older").textContent).toBe("Loading earlier lines …");
  const { request } = room.kernel.sent.at(-1);
  room.kernel.tell({ type: "error", request, text: "no" });
  await settled();
  expect(room.find(".rl-older").textContent).toBe("Earlier lines could not be loaded.");
  expect(room.find(".rl-older").disabled).toBe(false);
});

test("whoever unfolds a text reads it: new lines wait", async () => {
  room.kernel.say({ text: "long ".repeat(1000) });
  await settled();
  room.all(".rl-fold").at(-1).click();
  room.kernel.say({ text: "next" });
  await settled();
  expect(texts().join()).not.toContain("next");
  expect(room.find(".rl-news").hidden).toBe(false);
});

test("a pause leaves the reader where he is, and so does going on", async () => {
  scrollTo("middle");
  room.store.pause();
  room.kernel.say({ text: "while paused" });
  await settled();
  expect(room.find(".rl-news").hidden).toBe(true);
  room.store.resume();
  await settled();
  expect(room.find(".rl-news").textContent).toContain("1 new line");
});

test("the Tab key passes by the names of the lines", () => {
  expect(room.all(".rl-lines button.rl-name").every((button) => button.tabIndex === -1)).toBe(true);
});

test("pressing a name selects the agent", () => {
  const button = room.find("button.rl-name");
  button.click();
  const [number] = room.store.selected;
  expect(room.store.shown.agents[number].name).toBe(button.textContent);
});

test("destroying it leaves nothing and hears nothing", async () => {
  room.part.destroy();
  room.kernel.say({ text: "after" });
  await settled();
  expect(room.find(".rl-chat")).toBe(null);
});
