// Texts of the piece view.

import sound from "./piece/sound.id.js";

export default {
  ...sound,
};
