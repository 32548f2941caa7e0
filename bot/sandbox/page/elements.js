// The interactive elements of Block Kit. Each is drawn as `{node, read}`; `read()` is what stands in `state.values`.
//
// A host says where they stand: `names` and `people`, and `act(answer, control)`, which tells the app about a choice.

import { confirmed } from "./dialog.js";
import { h, icon, newId } from "./dom.js";
import { openMenu } from "./menu.js";
import { textOf, unescaped } from "./mrkdwn.js";
import { t } from "./texts.js";

const plain = (object) => (object ? unescaped(object.text) : "");

async function tell(element, answer, place, control) {
  if (!place.acts) return;
  const { host } = place;
  if (element.confirm && !(await confirmed(element.confirm, (words) => textOf(words, host.names)))) return;
  await host.act({ type: element.type, action_id: element.action_id, block_id: place.block_id, ...answer }, control);
}

function button(element, place) {
  const { host } = place;
  const style = { primary: "primary", danger: "danger" }[element.style] ?? "";
  const properties = { class: `button ${style}`, "aria-label": element.accessibility_label ? unescaped(element.accessibility_label) : null };
  const press = () => tell(element, element.value === undefined ? {} : { value: element.value }, place, node);
  const words = textOf(element.text, host.names);
  const node = element.url
    ? h("a", { ...properties, href: safe(element.url), target: "_blank", rel: "noopener noreferrer", on: { click: press } }, words)
    : h("button", { ...properties, type: "button", on: { click: press } }, words);
  return { node };
}

const safe = (url) => (/^(https?|mailto|slack):/i.test(url) ? url : null);

function optionsOf(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap((group) => group.options.map((option) => ({
    label: plain(option.text), note: plain(option.description), group: plain(group.label), url: option.url && safe(option.url), option,
  })));
}

function overflow(element, place) {
  const open = () => openMenu(node, optionsOf(element), ({ option }) => tell(element, { selected_option: option }, place, node), { label: t("options") });
  const name = element.accessibility_label ?? t("options");
  const node = h("button", { type: "button", class: "button quiet", "aria-label": name, "aria-haspopup": "menu", "aria-expanded": "false", on: { click: open } }, icon("more"));
  return { node };
}

/** One of several from a list that opens. `items` are the rows, `field` and `initial` name the answer as Slack does. */
function single(items, field, initial) {
  return (element, place) => {
    let chosen = items(element, place).find((item) => same(item.option, initial(element))) ?? null;
    const words = h("span", {}, chosen?.label ?? (plain(element.placeholder) || t("choose")));
    const pick = (item) => {
      chosen = item;
      words.textContent = item.label;
      node.classList.remove("empty");
      tell(element, { [field]: item.option }, place, node);
    };
    const rows = () => items(element, place).map((item) => ({ ...item, chosen: same(item.option, chosen?.option) }));
    const node = opener(element, place, words, () => openMenu(node, rows(), pick, { role: "listbox", label: plain(element.placeholder) || t("choose") }));
    node.classList.toggle("empty", !chosen);
    return { node, read: () => ({ type: element.type, [field]: chosen?.option ?? null }), filled: () => Boolean(chosen) };
  };
}

function multiple(items, field, initial) {
  return (element, place) => {
    const first = initial(element) ?? [];
    let chosen = items(element, place).filter((item) => first.some((one) => same(one, item.option)));
    const words = h("span", {});
    const say = () => {
      words.textContent = chosen.length > 2 ? t("chosen", { count: chosen.length }) : chosen.map((item) => item.label).join(", ") || plain(element.placeholder) || t("choose");
    };
    const toggle = (item) => {
      const without = chosen.filter((one) => !same(one.option, item.option));
      chosen = without.length < chosen.length ? without : [...chosen, item];
      say();
      tell(element, { [field]: chosen.map((one) => one.option) }, place, node);
    };
    const rows = () => items(element, place).map((item) => ({ ...item, chosen: chosen.some((one) => same(one.option, item.option)) }));
    const node = opener(element, place, words, () => openMenu(node, rows(), toggle, { role: "listbox", label: plain(element.placeholder) || t("choose") }));
    say();
    return { node, read: () => ({ type: element.type, [field]: chosen.map((one) => one.option) }), filled: () => chosen.length > 0 };
  };
}

const same = (one, other) => (one?.value ?? one) === (other?.value ?? other) && one !== undefined;

function opener(element, place, words, open) {
  const id = newId("select");
  words.id = id;
  const named = [place.labelled, id].filter(Boolean).join(" ");
  return h("button", { type: "button", class: "button select", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-labelledby": named, on: { click: open } }, words, icon("down"));
}

const people = (element, { host }) => host.people().map((person) => ({ label: person.real_name || person.name, option: person.id }));
const channels = (element, { host }) => host.channels().map((channel) => ({ label: `#${channel.name}`, option: channel.id }));

function ticks(kind, field) {
  return (element, place) => {
    const name = newId("ticks");
    const first = [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean);
    const inputs = [];
    const picked = () => inputs.filter(({ input }) => input.checked).map(({ option }) => option);
    const answer = () => ({ [field]: kind === "radio" ? picked()[0] ?? null : picked() });
    const line = (option) => {
      const input = h("input", { type: kind, name, checked: first.some((one) => same(one, option)), on: { change: () => tell(element, answer(), place, node) } });
      inputs.push({ input, option });
      const note = option.description ? h("small", {}, textOf(option.description, place.host.names)) : null;
      return h("label", { class: "tick" }, input, h("span", {}, textOf(option.text, place.host.names), note));
    };
    const role = kind === "radio" ? "radiogroup" : "group";
    const node = h("div", { class: "ticks", role, "aria-labelledby": place.labelled }, (element.options ?? []).map(line));
    return { node, read: () => ({ type: element.type, ...answer() }), filled: () => picked().length > 0 };
  };
}

/** A date or a time: told when it was picked from the browser's own list, or typed and left. */
function calendar(kind, field, initial) {
  return (element, place) => {
    let told = element[initial] ?? "";
    let typing = false;
    const say = () => {
      if (node.value === told) return;
      told = node.value;
      tell(element, { [field]: node.value || null }, place, node);
    };
    const on = {
      keydown: (event) => (event.key === "Enter" ? say() : (typing = true)),
      change: () => typing || say(),
      blur: () => {
        typing = false;
        say();
      },
    };
    const label = place.labelled ? null : plain(element.placeholder) || t("choose");
    const node = h("input", { type: kind, class: "field", value: told, "aria-label": label, "aria-labelledby": place.labelled, on });
    return { node, read: () => ({ type: element.type, [field]: node.value || null }), filled: () => node.value !== "" };
  };
}

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number" };

function textInput(element, place) {
  const properties = {
    class: "field", placeholder: plain(element.placeholder) || null, maxlength: element.max_length, minlength: element.min_length,
    "aria-labelledby": place.labelled, autofocus: element.focus_on_load || null,
    on: { keydown: (event) => event.key === "Enter" && !element.multiline && tell(element, { value: node.value }, place, node) },
  };
  const first = element.initial_value ?? "";
  const node = element.multiline
    ? h("textarea", { ...properties, rows: 5, value: first })
    : h("input", { ...properties, type: INPUT_TYPES[element.type] ?? "text", min: element.min_value, max: element.max_value, value: first });
  return { node, read: () => ({ type: element.type, value: node.value || null }), filled: () => node.value.trim() !== "" };
}

function feedback(element, place) {
  const one = (given) => h("button", {
    type: "button", class: "button quiet", "aria-label": given.accessibility_label ?? null,
    on: { click: (event) => tell(element, { value: given.value }, place, event.currentTarget) },
  }, textOf(given.text, place.host.names));
  return { node: h("span", { class: "pair" }, one(element.positive_button), one(element.negative_button)) };
}

function image(element) {
  return { node: h("img", { class: "thumb", src: element.image_url ?? null, alt: element.alt_text ?? "", loading: "lazy" }) };
}

const options = (element) => optionsOf(element);
const ELEMENTS = {
  button, overflow, image,
  icon_button: button,
  feedback_buttons: feedback,
  static_select: single(options, "selected_option", (element) => element.initial_option),
  users_select: single(people, "selected_user", (element) => element.initial_user),
  channels_select: single(channels, "selected_channel", (element) => element.initial_channel),
  conversations_select: single(channels, "selected_conversation", (element) => element.initial_conversation),
  multi_static_select: multiple(options, "selected_options", (element) => element.initial_options),
  multi_users_select: multiple(people, "selected_users", (element) => element.initial_users),
  radio_buttons: ticks("radio", "selected_option"),
  checkboxes: ticks("checkbox", "selected_options"),
  datepicker: calendar("date", "selected_date", "initial_date"),
  timepicker: calendar("time", "selected_time", "initial_time"),
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
};

/**
 * Draw an element. `place`: `{host, block_id, labelled, acts}`; `labelled` is the id of its label, `acts` whether a choice
 * is told at once. What can be read is kept in `host.controls`.
 */
export function drawElement(element, place) {
  const control = ELEMENTS[element.type]?.(element, place) ?? { node: h("span", { class: "unknown" }, t("cannot_show", { type: element.type })) };
  if (control.read) place.host.controls.push({ ...control, block_id: place.block_id, action_id: element.action_id });
  return control.node;
}

/** What stands in all controls, as `{block_id: {action_id: value}}`. */
export function valuesOf(controls) {
  const values = {};
  for (const { block_id, action_id, read } of controls) (values[block_id] ??= {})[action_id] = read();
  return values;
}
