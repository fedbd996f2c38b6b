# SPDX-License-Identifier: MIT
# Completion for bash: options, as --help has them, their values, and files.

_xcstream_values() {
	case $2 in
	-f | --format) echo auto xl libvirt xapi libxl libxc libxl-back ;;
	-p | --profile) echo strict verify restore draft ;;
	--trailing) echo report refuse ;;
	--color) echo auto always never ;;
	--explain) echo all; "$1" --explain=all | sed -n 's/^\([A-Z].*\):.*/\1/p' ;;
	--only)
		echo summary memory elf xen-core vcpus shared-info hvm \
			policies emulators config xapi
		;;
	esac
}

_xcstream() {
	local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
	local words

	# --format=xl is three words here.
	[[ $word == '=' ]] && word=
	[[ $option == '=' ]] && option=${COMP_WORDS[COMP_CWORD - 2]}
	words=$(_xcstream_values "$1" "$option")
	if [[ -z $words && $word == -* ]]; then
		words=$("$1" --help | grep -o -e '--[a-z][a-z-]*=\{0,1\}')
		compopt -o nospace 2>/dev/null
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _xcstream xcverify xcfilter xcextract
