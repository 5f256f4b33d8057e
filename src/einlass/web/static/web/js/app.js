// Small behaviours for every page, each found by its data attribute. Pages work without them.
import { focusFirstError } from "./focus-first-error.js";
import { showCurrent } from "./show-current.js";

focusFirstError(document);
showCurrent(document);
