// One side of the page: a person, where they are, what they see and do.

import { Refused, get, listen, post } from "./api.js";
import { ask } from "./dialog.js";
import { valuesOf } from "./elements.js";
import { PaneFrame } from "./frame.js";
import { author } from "./message.js";
import { language, t } from "./texts.js";
import { Modal } from "./view.js";
import { World } from "./world.js";

export class Pane {
  /** `remembered(user, channel)` hears where the person is now; `answered()` that messages changed. */
  constructor({ side, root, remembered, answered }) {
    Object.assign(this, { side, remembered, answered, world: null, user: null, channel: null, thread: null, atHome: false, editing: null });
    this.messages = [];
    this.newFrom = null;
    this.frame = new PaneFrame(root, this);
    this.modal = new Modal(this);
  }

  // --- who and where

  async become(user, channel = null) {
    this.stop?.();
    this.user = user;
    this.world = new World(await get("state", { user }));
    const known = channel && this.world.channels.has(channel) ? channel : this.world.appChannel()?.id ?? this.world.state.channels[0]?.id;
    this.stop = listen(user, { hear: (event) => this.hear(event), connected: () => this.connected(), lost: () => this.frame.warn(t("lost")) });
    await this.go(known);
    await this.loadViews();
  }

  async go(channel, { home = false } = {}) {
    Object.assign(this, { channel, atHome: home, thread: null, editing: null, messages: [] });
    this.remembered(this.user, channel);
    this.newFrom = undefined;
    this.frame.draw();
    if (this.place()?.is_im) await this.try(() => post("open", { user: this.user, surface: home ? "home" : "messages" }));
    await (home ? this.loadViews() : this.load());
    this.frame.toEnd();
  }

  place = () => this.world?.channels.get(this.channel);
  me = () => this.world.users.get(this.user);
  nameOf = (message) => message.username ?? this.world.userName(author(message)) ?? author(message) ?? "";
  isExternal = (user) => this.world.isExternal(user);
  shortcuts = () => this.world.state.app.shortcuts ?? [{ callback_id: "cancel_help", name: t("cancel_help") }];

  host() {
    return { names: this.world.names, people: () => this.world.people(), channels: () => this.world.state.channels.filter((channel) => !channel.is_im) };
  }

  async setLocale(locale) {
    await this.try(() => post("locale", { user: this.user, locale }));
    await this.loadState();
  }

  // --- what is new

  hear(event) {
    if (event.type === "home" || event.type === "view") return this.loadViews();
    if (event.type === "typing") return event.channel === this.channel && this.frame.typing(this.world.userName(event.user) ?? this.world.state.app.name);
    if (event.type !== "read" && event.channel === this.channel) this.load();
    else this.loadState();
  }

  async connected() {
    this.frame.warn("");
    if (this.channel) await Promise.all([this.loadState(), this.load(), this.loadViews()]);
  }

  async loadState() {
    const state = await this.try(() => get("state", { user: this.user }));
    if (!state) return;
    this.world = new World(state);
    this.frame.drawHead();
  }

  /** Read the messages again; while that is under way, once more afterwards and not more often. */
  async load() {
    if (this.loading) {
      this.again = true;
      return;
    }
    this.loading = true;
    do {
      this.again = false;
      await this.loadOnce();
    } while (this.again);
    this.loading = false;
  }

  async loadOnce() {
    const { user, channel, thread } = this;
    const [messages, state] = await Promise.all([
      this.try(() => get("messages", { user, channel, thread_ts: thread })),
      this.try(() => get("state", { user })),
    ]);
    if (!messages || !state || this.user !== user || this.channel !== channel || this.thread !== thread) return;
    this.world = new World(state);
    this.messages = messages.sort((one, other) => Number(one.ts) - Number(other.ts));
    if (this.newFrom === undefined) this.newFrom = this.firstUnread();
    this.frame.draw();
    await this.markRead();
    this.answered();
  }

  /** The first of the messages that were unread when this person came here, or null. */
  firstUnread() {
    const others = this.messages.filter((message) => author(message) !== this.user && !message.is_ephemeral);
    return others.at(-(this.place()?.unread || others.length + 1))?.ts ?? null;
  }

  async markRead() {
    const last = this.messages.at(-1);
    if (!last || !this.place()?.unread || this.thread || !this.frame.isSeen()) return;
    await this.try(() => post("read", { user: this.user, channel: this.channel, ts: last.ts }));
  }

  async loadViews() {
    const views = await this.try(() => get("views", { user: this.user }));
    if (!views) return;
    this.modal.show(views.modal ?? null);
    this.home = views.home;
    if (this.atHome) this.frame.drawBody();
  }

  // --- what the person does

  async say({ text, files }) {
    const { user, channel, thread } = this;
    const command = !files.length && /^(\/\S+)\s*(.*)$/s.exec(text);
    const done = command
      ? await this.try(() => post("command", { user, channel, command: command[1], text: command[2] }), "not_sent")
      : await this.try(() => post("say", { user, channel, text, files, ...(thread && { thread_ts: thread }) }), "not_sent");
    if (!done) return false;
    this.newFrom = null;
    await this.load();
    this.frame.toEnd();
    return true;
  }

  click(message, answer, controls, control) {
    const where = { user: this.user, channel: this.channel, message_ts: message.ts, state: { values: valuesOf(controls) } };
    return this.attempt(control, () => post("click", { ...where, ...answer }));
  }

  clickHome(view, answer, controls, control) {
    return this.attempt(control, () => post("click", { user: this.user, view_id: view.id, state: { values: valuesOf(controls) }, ...answer }));
  }

  shortcut = (message, callback_id) => this.attempt(null, () => post("shortcut", { user: this.user, callback_id, channel: this.channel, message_ts: message.ts }));

  async remove(message) {
    if (!(await ask({ title: t("delete"), text: t("delete_sure"), yes: t("delete"), no: t("cancel"), danger: true }))) return;
    await this.attempt(null, () => post("delete", { user: this.user, channel: this.channel, ts: message.ts }));
  }

  edit(ts) {
    this.editing = ts;
    this.frame.drawBody();
    if (ts) this.frame.focusEditor();
    else this.frame.composer.focus();
  }

  async saveEdit(message, text) {
    if (await this.try(() => post("edit", { user: this.user, channel: this.channel, ts: message.ts, text: text.trim() }))) this.edit(null);
    await this.load();
  }

  async openThread(ts) {
    Object.assign(this, { thread: ts, messages: [], newFrom: null });
    await this.drawAgain();
  }

  async closeThread() {
    Object.assign(this, { thread: null, messages: [], newFrom: null });
    await this.drawAgain();
  }

  async drawAgain() {
    this.frame.draw();
    this.frame.composer.focus();
    await this.load();
    this.frame.toEnd();
  }

  // --- when something fails

  /** What `work` gives, or null with a word to the person. */
  async try(work, said = "not_done") {
    try {
      return (await work()) ?? {};
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.fail(t(said, { why: this.why(error) }));
      return null;
    }
  }

  /** As `try`, while the control shows that it is at work. */
  async attempt(control, work) {
    control?.setAttribute("aria-busy", "true");
    const done = await this.try(work);
    control?.removeAttribute("aria-busy");
    return done;
  }

  why = (error) => t("errors")[error.message] ?? error.message;
  fail = (words) => this.frame.fail(words);
  fingerprint = () => language() + this.world.fingerprint();
}
