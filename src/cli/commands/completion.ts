import { success } from '../../contract/outcome.ts';
import type { Command } from '../command.ts';
import { usageFailure } from '../command-outcome.ts';

/** Each asks `cli-proxy __complete WORDS…`, which answers with lines of `value TAB description`, or `:file`. */
const scripts: Readonly<Record<string, string>> = {
  bash: `# bash completion for cli-proxy
_cli_proxy() {
  local line value
  COMPREPLY=()
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    if [ "$value" = ":file" ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
      return
    fi
    COMPREPLY+=("$(printf %q "$value")")
  done < <(cli-proxy __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _cli_proxy cli-proxy`,
  zsh: `#compdef cli-proxy
_cli_proxy() {
  local -a found
  local line value
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    if [[ $value == ":file" ]]; then
      _files
      return
    fi
    found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done < <(cli-proxy __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe cli-proxy found
}
if [ "$funcstack[1]" = "_cli_proxy" ]; then
  _cli_proxy "$@"
else
  compdef _cli_proxy cli-proxy
fi`,
  fish: `# fish completion for cli-proxy
function __cli_proxy_complete
  set -l words (commandline -opc)
  set -e words[1]
  set -l last (commandline -ct)
  set -l found (cli-proxy __complete $words "$last" 2>/dev/null)
  if test "$found[1]" = ":file"
    __fish_complete_path "$last"
  else
    printf '%s\\n' $found
  end
end
complete -c cli-proxy -f -a '(__cli_proxy_complete)'`,
};

const shells = Object.keys(scripts);

export const completion: Command = {
  usage: shells.join('|'),
  about:
    'Prints a completion script for a shell: commands, options, and the names of client keys, provider keys, sessions and settings, read from the files of the config.',
  words: [1, 1],
  examples: [
    ['source <(cli-proxy completion bash)', 'in ~/.bashrc'],
    ['source <(cli-proxy completion zsh)', 'in ~/.zshrc, after compinit'],
    ['cli-proxy completion fish > ~/.config/fish/completions/cli-proxy.fish', 'for fish'],
  ],
  async run({ words: [shell = ''] }) {
    const script = scripts[shell];
    if (script === undefined) return usageFailure(`Give a shell: ${shells.join(', ')}.`);
    return success({ stdout: script, json: { shell, script } });
  },
};
