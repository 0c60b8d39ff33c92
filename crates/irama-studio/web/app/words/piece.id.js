// Texts of the piece view.

export default {};
