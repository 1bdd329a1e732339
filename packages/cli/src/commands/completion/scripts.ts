/**
 * What shells run to complete `weir`: they ask `weir __complete` (see complete.ts) each time, so that a script never
 * knows less than the program it is for.
 */
export type Shell = keyof typeof SCRIPTS;

export const SCRIPTS = {
  bash: `# Completes weir in bash.
_weir() {
  local IFS=$'\\n' candidates
  candidates=$("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)
  COMPREPLY=($(compgen -W "$candidates" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
# Where nothing is known, names of files are offered.
complete -o default -F _weir weir
`,
  zsh: `#compdef weir
# Completes weir in zsh.
_weir() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then
    _describe weir candidates
  else
    _files
  fi
}
# Both ways are possible: from a folder of functions, and by source.
if [[ \${funcstack[1]} == _weir ]]; then _weir "$@"; else compdef _weir weir; fi
`,
  fish: `# Completes weir in fish.
function __weir_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c weir -f -a '(__weir_complete)'
`,
} as const;
