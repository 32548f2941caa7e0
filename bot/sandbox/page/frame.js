// What a pane looks like: its head, the messages, the composer.

import { h, icon, newId, reconcile } from "./dom.js";
import { Composer } from "./composer.js";
import { drawHome } from "./home.js";
import { author, avatar, drawLine, drawMessage, rows } from "./message.js";
import { counted, t } from "./texts.js";

const LOCALES = { "en-US": "English", "it-IT": "Italiano" };
const NEAR_END = 80;
const FAILED_FOR = 8000;
const TYPING_FOR = 3000;

export class PaneFrame {
  constructor(root, pane) {
    Object.assign(this, { root, pane, atEnd: true });
    this.composer = new Composer((message) => pane.say(message));
    this.head = h("div", { class: "pane-head" });
    this.list = h("ol", { class: "messages" });
    this.log = h("div", { class: "log", role: "log", tabindex: "0" }, this.list);
    this.note = h("p", { class: "toast", role: "alert" });
    this.typist = h("p", { class: "note typing", role: "status" });
    root.append(this.head, h("div", { class: "body" }, this.log, this.typist, this.note), this.composer.node);
    this.log.addEventListener("scroll", () => this.log.scrollTop === this.settled || (this.atEnd = this.nearEnd()));
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.log);
    root.addEventListener("keydown", (event) => event.key === "Escape" && pane.thread && !event.defaultPrevented && pane.closeThread());
  }

  /** Whether the person has this side before their eyes. */
  isSeen = () => document.visibilityState === "visible" && this.root.offsetParent !== null;

  draw() {
    this.drawHead();
    this.drawBody();
  }

  /** Everything anew: the page's language has changed. */
  redraw() {
    this.composer.draw();
    if (this.pane.world) this.draw();
  }

  // --- the head

  drawHead() {
    const { pane } = this;
    if (!pane.world) return;
    const drawn = JSON.stringify([pane.world.state, pane.channel, pane.thread, pane.atHome, pane.fingerprint()]);
    if (drawn === this.headDrawn) return;
    this.headDrawn = drawn;
    const focused = this.head.contains(document.activeElement) && document.activeElement.dataset.focus;
    this.head.replaceChildren(this.drawPerson(), pane.thread ? this.drawThreadHead() : this.drawPlaces());
    if (focused) this.head.querySelector(`[data-focus="${focused}"]`)?.focus();
    const place = pane.place() ? pane.world.label(pane.place()) : "";
    this.composer.to(pane.thread ? t("reply_here") : t("write_to", { name: place }));
    this.composer.node.hidden = pane.atHome;
    this.log.setAttribute("aria-label", t(pane.atHome ? "home_of" : pane.thread ? "thread_in" : "messages", { name: place }));
  }

  drawPerson() {
    const { pane } = this;
    const people = pane.world.people().map((person) => [person.id, person.real_name || person.name]);
    const mine = pane.me().locale;
    const locales = Object.entries(mine in LOCALES ? LOCALES : { ...LOCALES, [mine]: mine });
    return h("div", { class: "person" },
      avatar(pane.user, pane.me().real_name),
      this.select("person", t("person"), people, pane.user, (user) => pane.become(user, pane.channel)),
      this.select("locale", t("locale"), locales, mine, (locale) => pane.setLocale(locale)));
  }

  select(name, label, options, chosen, change) {
    const id = newId(name);
    const rows = options.map(([value, words]) => h("option", { value, selected: value === chosen }, words));
    return h("label", { class: "pick", for: id }, h("span", {}, label), h("select", { id, data: { focus: name }, on: { change: (event) => change(event.target.value) } }, rows));
  }

  drawPlaces() {
    const { pane } = this;
    const places = pane.world.state.channels.flatMap((channel) => [this.drawPlace(channel, false), channel.is_im ? this.drawPlace(channel, true) : null]);
    return h("nav", { class: "places", "aria-label": t("conversations") }, places);
  }

  drawPlace(channel, home) {
    const { pane } = this;
    const here = pane.channel === channel.id && pane.atHome === home;
    const unread = home || here ? 0 : channel.unread;
    const count = unread ? h("span", { class: "count", "aria-label": counted("unread", unread) }, unread) : null;
    const label = home ? t("home") : pane.world.label(channel);
    const go = () => pane.go(channel.id, { home });
    return h("button", { type: "button", class: `place ${unread ? "unread" : ""}`, "aria-current": here ? "page" : null, data: { focus: channel.id + home }, on: { click: go } }, label, count);
  }

  drawThreadHead() {
    const close = h("button", { type: "button", class: "button quiet", "aria-label": t("close_thread"), on: { click: () => this.pane.closeThread() } }, icon("back"));
    return h("div", { class: "places thread-head" }, close, h("h2", {}, t("thread")));
  }

  // --- the messages

  drawBody() {
    const { pane } = this;
    if (pane.atHome) return this.list.replaceChildren(h("li", {}, drawHome(pane.home, pane)));
    const items = rows(pane.messages, { newFrom: pane.newFrom, thread: pane.thread, world: pane.fingerprint(), editing: pane.editing });
    if (items.length === 0) items.push({ key: "none", data: t("empty_channel"), value: { empty: t("empty_channel") } });
    reconcile(this.list, items, (value) => this.drawRow(value));
    this.heardFrom(pane.messages.at(-1));
    if (this.atEnd) this.toEnd();
  }

  /** Nobody is typing any more once what they typed is here. */
  heardFrom(last) {
    if (last?.ts !== this.latest && last && author(last) !== this.pane.user) this.typist.textContent = "";
    this.latest = last?.ts;
  }

  drawRow(value) {
    if (value.empty) return h("li", { class: "note middle" }, value.empty);
    return value.message ? drawMessage(value, this.pane) : drawLine(value);
  }

  nearEnd = () => this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;

  /** To the latest message; to its beginning, where it is longer than the window. */
  toEnd() {
    const last = this.list.lastElementChild;
    const tooLong = last && last.offsetHeight > this.log.clientHeight;
    this.atEnd = true;
    this.log.scrollTop = tooLong ? last.offsetTop - this.log.offsetTop : this.log.scrollHeight;
    this.settled = this.log.scrollTop;
  }

  focusEditor() {
    const words = this.list.querySelector(".editor textarea");
    words?.focus();
    words?.setSelectionRange(words.value.length, words.value.length);
  }

  // --- what is said about it

  typing(name) {
    this.typist.textContent = t("typing", { name });
    clearTimeout(this.typed);
    this.typed = setTimeout(() => (this.typist.textContent = ""), TYPING_FOR);
  }

  fail(words) {
    this.warn(words);
    clearTimeout(this.failed);
    this.failed = setTimeout(() => this.warn(""), FAILED_FOR);
  }

  warn(words) {
    this.note.textContent = words;
  }
}
