// The page: two people side by side, and what is behind the last answer.

import { drawBehind } from "./behind.js";
import { h } from "./dom.js";
import { get } from "./api.js";
import { Pane } from "./pane.js";
import { language, nameApp, speak, t } from "./texts.js";

const SIDES = ["left", "right"];
const AGENTS = "agents";
const byId = (id) => document.getElementById(id);

/** What this browser remembers from the last visit; a browser that keeps nothing is no fault. */
const memory = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(`sandbox-${name}`));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`sandbox-${name}`, JSON.stringify(value));
    } catch {
      // it is only for comfort
    }
  },
};

const panes = {};

/** Who and where a side begins: a customer with the app on the left, an agent in the agents' channel on the right. */
function beginnings(state) {
  const agents = state.channels.find((channel) => channel.name === AGENTS);
  const people = state.users.filter((user) => !user.is_bot);
  const customer = people.find((user) => !agents?.members?.includes(user.id)) ?? people[0];
  const agent = people.find((user) => agents?.members?.includes(user.id)) ?? people.at(-1);
  return { left: { user: customer.id, channel: null }, right: { user: agent.id, channel: agents?.id ?? null } };
}

async function begin(state) {
  const first = beginnings(state);
  const known = new Set(state.users.map((user) => user.id));
  for (const side of SIDES) {
    const remembered = memory.get(side);
    const { user, channel } = remembered && known.has(remembered.user) ? remembered : first[side];
    await panes[side].become(user, channel);
  }
  panes.left.frame.composer.focus();
}

// --- what is behind the answer

async function inspect() {
  const { left } = panes;
  if (!document.body.classList.contains("with-behind") && !document.body.classList.contains("at-behind")) return;
  const answer = await left.try(() => get("inspect", { user: left.user, channel: left.channel }));
  const filled = answer && Object.keys(answer).length > 0;
  byId("behind-content").replaceChildren(...drawBehind(filled ? answer : null));
}

/** The left side has changed: look behind it, and on a small window make room once something was said. */
function answered() {
  document.body.classList.toggle("begun", panes.left.messages.some((message) => message.user === panes.left.user));
  inspect();
}

function toggleBehind(open) {
  document.body.classList.toggle("with-behind", open);
  byId("behind-toggle").setAttribute("aria-pressed", String(open));
  memory.set("behind", open);
  inspect();
}

// --- one side at a time on a small window

function show(view) {
  for (const name of [...SIDES, "behind"]) document.body.classList.toggle(`at-${name}`, name === view);
  for (const tab of document.querySelectorAll("[data-view]")) tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  if (view === "behind") inspect();
  else panes[view].load();
}

// --- language

function say(wanted) {
  speak(wanted);
  memory.set("language", language());
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  byId("examples").replaceChildren(...t("examples").map((text) => h("button", { type: "button", class: "button chip", on: { click: () => tryExample(text) } }, text)));
  for (const pane of Object.values(panes)) pane.frame.redraw();
  inspect();
}

async function tryExample(text) {
  const { left } = panes;
  show("left");
  const direct = left.world.appChannel();
  if (direct && (left.channel !== direct.id || left.atHome || left.thread)) await left.go(direct.id);
  await left.say({ text, files: [] });
  left.frame.composer.focus();
}

// --- start

function changeSides(event) {
  if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const next = byId("right").contains(document.activeElement) ? "left" : "right";
  show(next);
  panes[next].frame.composer.focus();
}

for (const side of SIDES) {
  const remembered = (user, channel) => memory.set(side, { user, channel });
  panes[side] = new Pane({ side, root: byId(side), remembered, answered: () => side === "left" && answered() });
}
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => say(button.dataset.language));
for (const tab of document.querySelectorAll("[data-view]")) tab.addEventListener("click", () => show(tab.dataset.view));
byId("behind-toggle").addEventListener("click", () => toggleBehind(!document.body.classList.contains("with-behind")));
document.addEventListener("keydown", changeSides);
const state = await get("state");
nameApp(state.app.name);
say(memory.get("language") ?? (navigator.language.startsWith("it") ? "it" : "en"));
toggleBehind(memory.get("behind") ?? false);
await begin(state);
document.body.dataset.ready = "yes";
