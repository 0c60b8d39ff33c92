// Texts of the piece view.

import sound from "./piece/sound.en.js";

export default {
  ...sound,
};
