// Small behaviours for every page, each found by its data attribute. Pages work without them.
import { closeDropdowns } from "./dropdown.js";
import { focusFirstError } from "./focus-first-error.js";
import { openSearch } from "./search.js";
import { showCurrent } from "./show-current.js";

closeDropdowns(document);
focusFirstError(document);
openSearch(document);
showCurrent(document);
