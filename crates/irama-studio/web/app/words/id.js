// Bahasa Indonesia: all texts of the page, put together from one file an area.

import compose from "./id/compose.js";
import errors from "./id/errors.js";
import frame from "./id/frame.js";
import learn from "./id/learn.js";
import songs from "./id/songs.js";
import piece from "./piece.id.js";

export default { ...frame, ...compose, ...learn, ...songs, ...errors, ...piece };
