export { valueAt } from "./paths.ts";
export { fill, type Find, isObject, KEEP } from "./placeholders.ts";
export { splitWords } from "./words.ts";
