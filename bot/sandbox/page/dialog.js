// Dialogs over the page. The browser's own <dialog> keeps the focus inside and closes on Escape.

import { h, newId } from "./dom.js";
import { t } from "./texts.js";

/** Show `content` as a dialog named by `title`; `leave()` is called when the person closes it without deciding. */
export function openDialog({ title, content, name = "", leave }) {
  const id = newId("dialog");
  const heading = h("h2", { id, class: "dialog-title" }, title);
  const node = h("dialog", { class: `dialog ${name}`, "aria-labelledby": id }, heading, content);
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  document.body.append(node);
  node.showModal();
  return { node, heading, close: () => closed(node) };
}

function closed(node) {
  node.close();
  node.remove();
}

/** Ask before something is done; true when the person agrees. All parts are nodes or text. */
export function ask({ title, text, yes, no, danger = false }) {
  return new Promise((resolve) => {
    const answer = (agreed) => () => {
      dialog.close();
      resolve(agreed);
    };
    const agree = h("button", { type: "button", class: `button ${danger ? "danger" : "primary"}`, on: { click: answer(true) } }, yes);
    const refuse = h("button", { type: "button", class: "button", autofocus: true, on: { click: answer(false) } }, no);
    const content = [h("div", { class: "dialog-body" }, text), h("div", { class: "dialog-foot" }, refuse, agree)];
    const dialog = openDialog({ title, content, name: "ask", leave: answer(false) });
  });
}

/** Ask with a Block Kit confirm object, already drawn by `words`. */
export function confirmed(confirm, words) {
  return ask({
    title: words(confirm.title),
    text: words(confirm.text),
    yes: confirm.confirm ? words(confirm.confirm) : t("ok"),
    no: confirm.deny ? words(confirm.deny) : t("cancel"),
    danger: confirm.style === "danger",
  });
}
