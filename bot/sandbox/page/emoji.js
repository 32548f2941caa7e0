// The emoji that our messages may name by shortcode. Any other shortcode is shown as it is written.

const KNOWN = {
  "+1": "👍", "-1": "👎", arrow_left: "⬅️", arrow_right: "➡️", bell: "🔔", blush: "😊", bulb: "💡", calendar: "📆", clipboard: "📋",
  clock1: "🕐", cry: "😢", date: "📅", email: "📧", eyes: "👀", fire: "🔥", grin: "😁", hand: "✋", heart: "❤️", heavy_check_mark: "✔️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", information_source: "ℹ️", lock: "🔒", memo: "📝", no_entry: "⛔", page_facing_up: "📄",
  paperclip: "📎", pencil2: "✏️", pray: "🙏", pushpin: "📌", question: "❓", raised_hands: "🙌", receipt: "🧾", rotating_light: "🚨",
  slightly_smiling_face: "🙂", smile: "😄", smiley: "😃", sob: "😭", sos: "🆘", speech_balloon: "💬", star: "⭐", tada: "🎉",
  thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", warning: "⚠️", wave: "👋", white_check_mark: "✅", x: "❌",
};

/** The character of a shortcode, or the shortcode itself. */
export const emoji = (name) => KNOWN[name.replace(/::skin-tone-\d$/, "")] ?? `:${name}:`;
