// The workspace as one person sees it: who is who, which conversations there are.

/** Names, people and channels from `GET /sandbox/state`. */
export class World {
  constructor(state) {
    this.state = { ...state, channels: [...state.channels].sort((one, other) => other.is_im - one.is_im) };
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.names = { user: (id) => this.userName(id), channel: (id) => this.channels.get(id)?.name };
  }

  userName(id) {
    if (id === this.state.app.user_id || id === this.state.app.bot_id) return this.state.app.name;
    const user = this.users.get(id);
    return user && (user.real_name || user.name);
  }

  people() {
    return this.state.users.filter((user) => !user.is_bot);
  }

  /** A channel's name: of a direct message, the other side's. */
  label(channel) {
    const other = channel.members?.find((id) => id !== this.state.me.id);
    return channel.is_im ? this.userName(other) ?? this.state.app.name : `#${channel.name}`;
  }

  /** The direct message with the app. */
  appChannel() {
    return this.state.channels.find((channel) => channel.is_im);
  }

  isExternal(user) {
    const team = this.state.team?.id ?? this.state.team;
    const from = this.users.get(user)?.team_id;
    return Boolean(from && team && from !== team);
  }

  /** What to draw again when it changes. */
  fingerprint() {
    return this.state.users.map((user) => user.id + user.real_name).join() + this.state.channels.map((channel) => channel.name).join();
  }
}
