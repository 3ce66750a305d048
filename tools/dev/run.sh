# ./dev run: the house and the sandbox payment provider beside each other, on ports that are free.
# For ./dev to read.

boxoffice=build/release/bin/boxoffice
options_table=docs/configuration.md
# How far the ports that nobody has chosen are from the public one: 8080, 8081, 8082 and 9090.
provider_from_port=1 control_from_port=2 management_from_port=1010
port_step=10
ready_seconds_max=60

# ---- what is asked for ---------------------------------------------------------------------------

# The options of 'boxoffice serve' as ./dev knows them before there is a program: "--port= --config= ...".
serve_options() {
    # Those that are true or false need no value; secrets may stand in a file.
    awk -F '`' '/^\| `--/ {
        if ($0 ~ /\| `(true|false)` \|/) print $2 " " $2 "=true " $2 "=false"
        else print $2 "="
        if ($0 ~ /_FILE`/) print $2 "-file="
    }' "$options_table" | tr '\n' ' '
}

known_port() {
    [[ $2 =~ ^[0-9]{1,5}$ ]] && ((10#$2 <= 65535)) || refuse "$1 is \"$2\": write a whole number from 0 to 65535."
}

# Sets house_options, which are passed on, and provider_port; a port that is 0 becomes one that is free.
read_run_options() {
    local name value
    read_options run "$(serve_options) --provider-port=" "$@"
    while [ $# -gt 0 ]; do
        name=${1%%=*} value=""
        case $name in
            --port | --management-port | --internal-port | --provider-port)
                if [ "$name" = "$1" ]; then value=$2; shift; else value=${1#*=}; fi
                known_port "$name" "$value"
                case $name=$((10#$value)) in
                    --provider-port=*) provider_port=$value ;;
                    --port=0 | --management-port=0) any_port+=("$name") ;;
                    *) house_options+=("$name=$value") ;;
                esac
                ;;
            *) house_options+=("$1") ;;
        esac
        shift
    done
}

# Whether there is a program to ask, and it has the options that this checkout has.
is_program_new() {
    command -v jq >/dev/null && "$boxoffice" options --help >/dev/null 2>&1 &&
        cmp -s <("$boxoffice" serve --help | awk '/^  --/ {print $1}') \
            <(awk -F '`' '/^\| `--/ {print $2}' "$options_table")
}

# Sets one variable for each line "name value" that jq prints of what the house would take.
read_settings() {
    local settings
    settings=$("$boxoffice" options "${house_options[@]}") || exit 2
    {
        read -r port; read -r port_from; read -r management; read -r management_from
        read -r address; read -r management_address; read -r data; read -r data_from; read -r keys
        read -r payment; read -r provider_url; read -r accounts_from
    } < <(jq -r '.port.value, .port.from, ."management-port".value, ."management-port".from, .address.value,
        ."management-address".value, .data.value, .data.from, .keys.value // "", .payment.value,
        ."provider-url".value // "", ."sample-accounts".from' <<<"$settings") ||
        fail "What 'boxoffice options' says cannot be read."
}

# ---- ports and folders that are free -------------------------------------------------------------

ports() { /usr/bin/python3 tools/dev/ports.py "$@"; }

# Where a server that listens on an address is asked.
host_of() {
    case $1 in
        0.0.0.0 | ::) say 127.0.0.1 ;;
        *) say "$1" ;;
    esac
}

url_of() { if [[ $1 == *:* ]]; then say "http://[$1]:$2"; else say "http://$1:$2"; fi; }

choose_public_port() {
    if [[ " ${any_port[*]} " == *" --port "* || $port = 0 ]]; then
        port=$(ports any)
        house_options+=("--port=$port")
    elif ! ports free "$port"; then
        refuse "Port $port is taken by another process. End it, or run beside it:" \
            "./dev run --port $(ports first $((port + port_step)) \
            $provider_from_port $control_from_port $management_from_port)"
    fi
}

choose_management_port() {
    local wanted=$((port + management_from_port))
    if [[ " ${any_port[*]} " == *" --management-port "* || $management = 0 ]]; then
        management=$(ports any)
    elif [ "$management_from" = default ]; then
        management=$(ports first $wanted)
        [[ $management = "$wanted" || $port != 8080 ]] ||
            say "  note: port $wanted is taken; health and metrics are on port $management"
    else
        ports free "$management" ||
            refuse "Port $management, for health and metrics, is taken by another process. End it, or write" \
                "--management-port $(ports first $((management + port_step)))"
        return 0
    fi
    house_options+=("--management-port=$management")
}

# The sandbox provider is started here unless another provider is named, or where one runs already.
choose_provider_port() {
    has_provider=no
    if [[ $payment != sandbox || -n $provider_url ]]; then
        [ -z "$provider_port" ] || refuse "--provider-port is of the sandbox provider of ./dev run, which is not" \
            "started: payments go to $payment${provider_url:+ at $provider_url}. Leave it out."
        return 0
    fi
    has_provider=yes
    local wanted=$((port + provider_from_port)) control_distance=$((control_from_port - provider_from_port))
    if [[ $provider_port = 0 ]]; then
        provider_port=$(ports first "$(ports any)" $control_distance)
    elif [ -z "$provider_port" ]; then
        provider_port=$(ports first $wanted $control_distance)
        [[ $provider_port = "$wanted" || $port != 8080 ]] ||
            say "  note: port $wanted or $((wanted + 1)) is taken; the payment provider is on port $provider_port"
    elif ! ports free "$provider_port" $((provider_port + control_distance)); then
        refuse "Port $provider_port or $((provider_port + 1)), for the payment provider, is taken by another process." \
            "End it, or write --provider-port $(ports first $((provider_port + port_step)) $control_distance)"
    fi
    control_port=$((provider_port + control_distance))
    house_options+=("--provider-url=http://127.0.0.1:$provider_port")
}

# Whether another house keeps its events there.
is_in_use() { [ -e "$1/events/.lock" ] && ! flock -n "$1/events/.lock" true; }

choose_data() {
    is_in_use "$data" || return 0
    [ "$data_from" = default ] || refuse "$data/ is in use by another Boxoffice. End it, or write --data with another" \
        "folder."
    local other=data-$port
    ! is_in_use "$other" || refuse "$data/ and $other/ are in use by others. End them, or write --data DIR."
    say "  note: $data/ is in use by another Boxoffice; this one stores everything under $other/"
    data=$other
    house_options+=("--data=$data")
}

# Sets everything that the two processes are started with.
plan_run() {
    read_settings
    choose_public_port
    choose_management_port
    choose_provider_port
    choose_data
    [ "$accounts_from" != default ] || house_options+=(--sample-accounts)
    house_url=$(url_of "$(host_of "$address")" "$port")
    management_url=$(url_of "$(host_of "$management_address")" "$management")
}

# ---- both processes ------------------------------------------------------------------------------

# Ends both processes by their ids; the house first, so that it can still reach its provider.
end_both() {
    trap - EXIT INT TERM
    local id
    for id in $house_id $provider_id; do
        kill -TERM "$id" 2>/dev/null || continue
        wait "$id" 2>/dev/null || true
    done
    say "Boxoffice has ended."
}

show_logs() { tail -qn 15 "${run_logs[@]}"; }

# It says so in its log once it listens; the house is asked.
are_ready() {
    [ "$has_provider" = no ] || grep -q '"sandbox provider ready"' "$provider_log" || return 1
    curl -fs -o /dev/null "$management_url/readyz"
}

wait_until_ready() {
    local began=$SECONDS told=$SECONDS id
    trap 'exit 130' INT TERM
    until are_ready; do
        for id in $provider_id $house_id; do
            kill -0 "$id" 2>/dev/null || { show_logs; fail "It did not start."; }
        done
        if ((SECONDS - told >= 5)); then
            told=$SECONDS
            say "  .. $((SECONDS - began))s  waiting for $management_url/readyz"
        fi
        ((SECONDS - began < ready_seconds_max)) ||
            fail "Not ready after $ready_seconds_max s; the logs are ${run_logs[*]#"$root"/}"
        sleep 0.1
    done
    say "  ok    the house is ready"
}

fill_when_empty() {
    local musicals
    musicals=$(curl -fsS "$house_url/items?size=1" | jq -r '.page.totalElements // empty') ||
        fail "The house does not say at $house_url/items what it sells; its log is ${house_log#"$root"/}"
    [ "$musicals" = 0 ] || return 0
    step "fill the empty system with a sample season" "run-sample-season$log_suffix" \
        "$boxoffice" sample-season --url "$house_url" --data "$data" ${keys:+--keys "$keys"}
}

say_where_to_look() {
    say ""
    say "Boxoffice  http://localhost:$port  opens onto the pages: choose a musical, choose seats"
    say "  staff      http://localhost:$port/staff"
    say "  musicals   http://localhost:$port/items"
    say "  health     http://localhost:$management/readyz?verbose"
    say "  metrics    http://localhost:$management/metrics"
    if [ "$has_provider" = yes ]; then
        say "  payments   http://127.0.0.1:$provider_port, a sandbox; its faults and ledger on port $control_port"
    else
        say "  payments   $payment${provider_url:+ at $provider_url}"
    fi
    say "  logs       $(printf '%s, ' "${run_logs[@]#"$root"/}")everything stored under $data/"
    if [ -s "$data/sample-accounts.jsonl" ]; then
        say "Accounts to sign in with, on http://localhost:$port/sign-in or by POST /auth/login:"
        jq -r '"  \(.role)\t\(.email)\t\(.password)"' "$data/sample-accounts.jsonl"
    fi
    say "Ctrl-C ends it."
}

start_both() {
    # A second house of this checkout writes logs of its own.
    log_suffix=$([ "$port" = 8080 ] || say "-$port")
    provider_log=$log_folder/run-provider$log_suffix.log house_log=$log_folder/run-serve$log_suffix.log
    provider_id="" house_id="" run_logs=("$house_log")
    mkdir -p "$log_folder" "$data"
    trap end_both EXIT
    if [ "$has_provider" = yes ]; then
        run_logs=("$provider_log" "$house_log")
        # All is named, for BOXOFFICE_PORT and its like are meant for the house.
        "$boxoffice" sandbox-provider --data "$data/sandbox-provider" --address 127.0.0.1 \
            --port "$provider_port" --control-port "$control_port" >"$provider_log" 2>&1 &
        provider_id=$!
    fi
    "$boxoffice" serve "${house_options[@]}" >"$house_log" 2>&1 &
    house_id=$!
}

verb_run() {
    if wants_help "$@"; then
        say "./dev run [--provider-port N] [options of 'boxoffice serve']"
        say "  Sets up, builds and serves Boxoffice on http://localhost:8080 with a sandbox payment provider beside it,"
        say "  everything stored under data/; an empty system is filled with a sample season. Ctrl-C ends both."
        say "  --port N: there, with the other ports as far from it as they are from 8080: beside another house."
        say "  --provider-port N: the sandbox provider's; with --payment or --provider-url it is not started."
        say "  All other options, their environment and --config FILE are the house's: docs/configuration.md."
        return
    fi
    local house_options=() any_port=() provider_port=""
    read_run_options "$@"
    # What is wrong with them is told before anything is built, when there is a program to ask.
    ! is_program_new || (plan_run >/dev/null) || exit
    say "Setting up, building and starting Boxoffice; the details go to build/log."
    set_up
    build_preset release boxoffice
    plan_run
    start_both
    wait_until_ready
    fill_when_empty
    say_where_to_look
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # Whoever ends first ends the other: a house without its provider sells nothing.
    wait -n $provider_id $house_id || true
    say "One of the two processes ended; the end of its log:"
    show_logs
    exit 1
}
