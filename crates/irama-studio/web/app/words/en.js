// English: all texts of the page, put together from one file an area.

import compose from "./en/compose.js";
import errors from "./en/errors.js";
import frame from "./en/frame.js";
import learn from "./en/learn.js";
import songs from "./en/songs.js";
import piece from "./piece.en.js";

export default { ...frame, ...compose, ...learn, ...songs, ...errors, ...piece };
