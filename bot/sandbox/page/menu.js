// A list that opens below its button: overflow menus, selects, the menu of a message. The keyboard alone is enough.

import { h } from "./dom.js";

const EDGE = 8;
const TYPED_TOGETHER = 700;

function place(popup, button) {
  const from = button.getBoundingClientRect();
  const size = popup.getBoundingClientRect();
  const below = from.bottom + 4;
  const top = below + size.height > innerHeight - EDGE ? Math.max(EDGE, from.top - size.height - 4) : below;
  const left = Math.max(EDGE, Math.min(from.left, innerWidth - size.width - EDGE));
  popup.style.setProperty("top", `${top}px`);
  popup.style.setProperty("left", `${left}px`);
}

function typeAhead() {
  let typed = "";
  let last = 0;
  return (key, rows) => {
    typed = Date.now() - last > TYPED_TOGETHER ? key : typed + key;
    last = Date.now();
    return rows.find((row) => row.textContent.trim().toLowerCase().startsWith(typed.toLowerCase()));
  };
}

function steer(popup, close) {
  const ahead = typeAhead();
  return (event) => {
    const rows = [...popup.querySelectorAll("[role=option], [role=menuitem]")];
    const at = rows.indexOf(document.activeElement);
    const next = {
      ArrowDown: rows[(at + 1) % rows.length],
      ArrowUp: rows[(at - 1 + rows.length) % rows.length],
      Home: rows[0],
      End: rows.at(-1),
    }[event.key] ?? (event.key.length === 1 && event.key !== " " ? ahead(event.key, rows) : null);
    if (next) next.focus();
    else if (event.key === "Tab") close();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  };
}

function heading(label) {
  return h("div", { class: "menu-heading", role: "presentation" }, label);
}

function row(item, role, choose) {
  const chosen = role === "option" ? String(Boolean(item.chosen)) : null;
  const words = h("span", {}, item.label, item.note ? h("small", {}, item.note) : null);
  const properties = { class: `menu-row ${item.danger ? "danger" : ""}`, role, tabindex: "-1", "aria-selected": chosen, on: { click: () => choose(item) } };
  return item.url
    ? h("a", { ...properties, href: item.url, target: "_blank", rel: "noopener noreferrer" }, words)
    : h("button", { ...properties, type: "button" }, words);
}

/**
 * Open `items` at `button`. An item: `{label, note?, chosen?, danger?, group?, url?}`; `choose(item)` hears the choice.
 * `role` is `menu` for things to do and `listbox` for a value.
 */
export function openMenu(button, items, choose, { role = "menu", label }) {
  const done = (item) => {
    popup.hidePopover();
    button.focus();
    choose(item);
  };
  const rows = items.flatMap((item, at) => {
    const begins = item.group && item.group !== items[at - 1]?.group;
    return [begins ? heading(item.group) : null, row(item, role === "menu" ? "menuitem" : "option", done)];
  });
  const popup = h("div", { class: "menu", popover: "auto", role, "aria-label": label }, rows);
  popup.addEventListener("keydown", steer(popup, () => popup.hidePopover()));
  popup.addEventListener("toggle", (event) => closed(event, popup, button));
  button.after(popup);
  popup.showPopover();
  place(popup, button);
  button.setAttribute("aria-expanded", "true");
  (popup.querySelector("[aria-selected=true]") ?? popup.querySelector(".menu-row"))?.focus();
}

function closed(event, popup, button) {
  if (event.newState !== "closed") return;
  const within = popup.contains(document.activeElement) || document.activeElement === document.body;
  button.setAttribute("aria-expanded", "false");
  popup.remove();
  if (within && button.isConnected) button.focus();
}
