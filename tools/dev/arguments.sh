# What may be written behind ./dev, read before anything is set up or built: a slip is told within a second.
# For ./dev to read; bash and what Debian always has are enough.

# The options of each verb; one that ends in = wants a value, WORD stands for words of any kind.
declare -A options_of=(
    [setup]="--hooks"
    [build]="--preset= WORD"
    [test]=""
    ["test --quick"]="--quick"
    ["test --preset"]="--preset="
    ["test --acceptance"]="--acceptance --cluster --replicas= WORD"
    ["test --versions"]="--versions"
    [check]="--quick --all"
    [web]="--url="
    [browser]="--only= --list --short --update-pictures"
    [bench]="--cluster --postgres --rounds= --seconds= --connections= --rush-connections= --halls="
    ["bench --cluster"]="--cluster --replicas= --rounds= --seconds= --connections= --rush-connections= --buyers="
    [sim]="--provider-faults --fault-free --replicas= --seeds= --seed= --first-seed= --bug= --expect-caught"
    [model]="--deep --list --mutant= --program="
    ["faults --payment"]="--payment --gtest_filter= --gtest_list_tests --gtest_repeat="
    ["faults --cluster"]="--cluster --list --short --other-build= WORD"
    [providers]="WORD"
    ["cluster up"]="WORD --replicas= --seed --port= --ports-from= --auth= --payment= --log-level= --sign-ins-per-second=
        --no-prometheus --tracing"
    ["cluster servers"]="WORD --kafka --postgres"
    [deploy-check]="--list --api-server --write --render= --new-secrets= WORD"
    [image]="--version= --check --exactly --from-source --update-lock"
    [sbom]=""
    [scan]="--sources="
    [release]="WORD"
    [pipeline]="--skip= --scan-sources= --ports-from="
)

# Ends with a sentence and 2, as every command does that was called wrongly.
refuse() { printf '%s\n' "$*" >&2; exit 2; }

# Sets `apart`: how many letters must be inserted, removed or replaced to make one of the other.
measure_words() {
    local left=$1 right=$2 i j above diagonal row=()
    for ((j = 0; j <= ${#right}; ++j)); do row[j]=$j; done
    for ((i = 1; i <= ${#left}; ++i)); do
        diagonal=${row[0]} row[0]=$i
        for ((j = 1; j <= ${#right}; ++j)); do
            above=${row[j]}
            apart=$diagonal
            [ "${left:i-1:1}" = "${right:j-1:1}" ] || apart=$((diagonal + 1))
            apart=$((above + 1 < apart ? above + 1 : apart))
            row[j]=$((row[j - 1] + 1 < apart ? row[j - 1] + 1 : apart))
            diagonal=$above
        done
    done
    apart=${row[${#right}]}
}

# nearest word name...: prints the name most like the word, when one is near enough to be meant.
nearest() {
    local word=$1 name best="" apart
    local least=$((${#word} / 3 > 2 ? ${#word} / 3 + 1 : 3))
    for name in "${@:2}"; do
        measure_words "$word" "$name"
        if ((apart < least)); then least=$apart best=$name; fi
    done
    say "$best"
}

# refuse_word "what it is not" word "how to see what there is" name...
refuse_word() {
    local meant
    meant=$(nearest "$2" "${@:4}")
    [ -z "$meant" ] || refuse "'$2' is not $1: write $meant instead."
    refuse "'$2' is not $1: see $3."
}

# read_options verb "--one --two= WORD" word...: ends with a sentence when a word is none of them.
read_options() {
    local verb=$1 known=" ${2//[[:space:]]/ } " word name names=()
    shift 2
    for word in $known; do names+=("${word%%=*}"); done
    while [ $# -gt 0 ]; do
        word=$1 name=${1%%=*}
        shift
        if [[ $word == -- ]]; then return; fi
        if [[ $word != -* && $known == *" WORD "* ]]; then continue; fi
        if [[ $known == *" $name= "* ]]; then
            [ "$word" = "$name" ] || continue
            [[ $# -gt 0 && $1 != --* ]] || refuse "$name needs a value: see ./dev $verb --help."
            shift
        elif [[ $known != *" $word "* ]]; then
            [[ $known != *" $name "* ]] ||
                refuse "$name does not take \"${word#*=}\": see ./dev $verb --help."
            refuse_word "an option of ./dev $verb" "$name" "./dev $verb --help" "${names[@]/WORD/}"
        fi
    done
}

# read_arguments verb word...: the same for a verb whose options are in the table.
read_arguments() {
    local verb=$1 key=$1
    shift
    ! wants_help "$@" || return 0
    # What comes first may decide what may follow.
    local first=${1:-}
    first=${first%%=*}
    if [ -n "${options_of[$verb $first]+known}" ]; then key="$verb $first"; fi
    if [ "$key" = test ] && [ $# -gt 0 ]; then
        refuse_word "an option of ./dev test" "$first" "./dev test --help" --quick --preset --acceptance --versions
    fi
    [ -n "${options_of[$key]+known}" ] || return 0
    read_options "$verb" "${options_of[$key]}" "$@"
}
