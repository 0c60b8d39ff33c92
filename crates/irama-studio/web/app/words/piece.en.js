// Texts of the piece view.

import roll from "./piece/roll.en.js";
import sound from "./piece/sound.en.js";

export default {
  ...roll,
  ...sound,
};
