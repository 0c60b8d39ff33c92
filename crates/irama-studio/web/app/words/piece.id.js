// Texts of the piece view.

import roll from "./piece/roll.id.js";
import sound from "./piece/sound.id.js";

export default {
  ...roll,
  ...sound,
};
