// What the last answer rests on: what was understood, where the dialogue stands, and the documents' own words.

import { h } from "./dom.js";
import { languageName, percent, t } from "./texts.js";

const WORTH_NAMING = 0.01;

function part(title, ...content) {
  return h("section", {}, h("h3", {}, title), content);
}

function pair(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function sureness(name, share) {
  return h("div", { class: "sureness" }, h("meter", { min: 0, max: 1, low: 0.4, high: 0.8, optimum: 1, value: share, "aria-label": name }), h("span", {}, t("sure", { percent: percent(share) })));
}

function act({ act: name, confidence }) {
  return h("li", {}, h("code", {}, name), sureness(name, confidence));
}

function understanding(understood) {
  const acts = understood.acts ?? [];
  const others = (understood.considered ?? []).filter(({ confidence }) => confidence >= WORTH_NAMING);
  const also = others.map(({ act: name, confidence }) => h("span", { class: "tag" }, `${name} ${percent(confidence)}`));
  const found = (understood.entities ?? []).map(({ entity, name, value }) => h("span", { class: "tag" }, `${name ?? entity}: ${shown(value)}`));
  return part(t("understood"), h("dl", {},
    pair(t("language_heard"), languageName(understood.language)),
    pair(t("acts"), acts.length ? h("ul", { class: "plain" }, acts.map(act)) : t("none")),
    also.length ? pair(t("considered"), also) : null,
    found.length ? pair(t("entities"), found) : null));
}

const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));

function command(given) {
  const { command: name, ...rest } = given;
  const values = Object.entries(rest).map(([field, value]) => (field === "name" || field === "flow" ? shown(value) : `= ${shown(value)}`));
  return h("li", {}, h("code", {}, [name, ...values].join(" ")));
}

function standing(answer) {
  const flows = (answer.stack ?? []).map(({ flow, step }) => h("li", {}, t("waits_at", { flow, step })));
  const facts = [answer.status ? pair(t("status"), answer.status) : null, answer.case ? pair(t("case"), caseName(answer.case)) : null];
  return part(t("stands"), flows.length ? h("ol", { class: "stack" }, flows) : h("p", { class: "note" }, t("no_flow")), h("dl", {}, facts));
}

const caseName = (found) => (typeof found === "object" ? [found.id ?? found.number, found.product].filter(Boolean).join(", ") : found);

function grounds(facts = []) {
  const quotes = facts.map(({ quote, document, product, language }) => h("figure", { class: "quote" },
    h("blockquote", { lang: language }, quote), h("figcaption", {}, t("document", { document, product }))));
  return part(t("rests"), quotes.length ? quotes : h("p", { class: "note" }, t("no_facts")));
}

/** The panel's nodes for `GET /sandbox/inspect`'s answer, or a line that there is none yet. */
export function drawBehind(answer) {
  if (!answer) return [h("p", { class: "note" }, t("behind_none"))];
  const commands = answer.commands ?? answer.understanding?.commands ?? [];
  return [
    answer.understanding ? understanding(answer.understanding) : null,
    commands.length ? part(t("commands"), h("ul", { class: "plain" }, commands.map(command))) : null,
    standing(answer),
    grounds(answer.facts),
    h("details", {}, h("summary", {}, t("raw")), h("pre", { tabindex: "0" }, JSON.stringify(answer, null, 2))),
  ].filter(Boolean);
}
