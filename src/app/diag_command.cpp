#include "app/diag_command.hpp"

#include "app/diag/bundle.hpp"
#include "app/diag/redaction.hpp"
#include "app/diag_secrets.hpp"
#include "app/diag_stored.hpp"
#include "app/management.hpp"
#include "app/management_client.hpp"
#include "app/routes_command.hpp"
#include "base/fault.hpp"
#include "platform/crypto/private_file.hpp"
#include "platform/crypto/sha256_digest.hpp"
#include "platform/runtime/clocks.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sys/utsname.h>

namespace boxoffice::app {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds answer_patience{5'000};
/// Rows are counted, in a house that may be slow just now.
constexpr base::Duration count_patience = std::chrono::minutes{1};
/// Of the end of a log so many bytes are looked at, whatever its lines.
constexpr std::streamoff log_bytes_max = 16 << 20;

/// The files as they come together, and what could not be had.
class Collection {
  public:
    void take(const std::string& name, const std::function<std::string()>& make) {
        try {
            files[name] = make();
        } catch (const std::exception& error) {
            notes.push_back({{"file", name}, {"missing", shown_text(error.what())}});
        }
    }

    BundleFiles files;
    json::array notes;
};

std::string build_document() {
    utsname system{};
    ::uname(&system);
    return json::serialize(json::object{{"program", "boxoffice"},
                                        {"version", program_version()},
                                        {"compiler", __VERSION__},
#ifdef NDEBUG
                                        {"assertions", false},
#else
                                        {"assertions", true},
#endif
                                        {"system", system.sysname},
                                        {"release", system.release},
                                        {"machine", system.machine}});
}

std::string options_document(const platform::OptionValues& values) {
    json::array shown;
    for (const auto& option : platform::serve_option_table()) {
        const auto& value = values.text(option.name);
        shown.push_back({{"option", option.name},
                         {"value", shown_option(option, value)},
                         {"isDefault", value == option.default_value}});
    }
    return json::serialize(shown);
}

std::string shape_document(const platform::ServeOptions& options) {
    json::array contexts;
    for (const auto& context : options.contexts) contexts.emplace_back(context);
    json::array peers;
    for (const auto& peer : options.peers) {
        peers.push_back({{"context", shown_text(peer.context)}, {"url", shown_url(peer.url)}});
    }
    return json::serialize(
        json::object{{"contexts", std::move(contexts)},
                     {"peers", std::move(peers)},
                     {"storage", options.database_url.empty() ? "sqlite" : "postgresql"},
                     {"bus", options.kafka.empty() ? "embedded" : "kafka"}});
}

std::string end_of_log(const std::string& path, std::int64_t lines_max) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    if (!file) throw base::InfrastructureFault("the log cannot be read", base::Retry::no);
    const std::streamoff size = file.tellg();
    const auto from = std::max<std::streamoff>(0, size - log_bytes_max);
    file.seekg(from);
    std::vector<std::string> lines;
    std::string line;
    if (from > 0) std::getline(file, line);  // begun before
    while (std::getline(file, line)) lines.push_back(std::move(line));
    const auto skipped = std::max<std::int64_t>(0, std::ssize(lines) - lines_max);
    std::string shown;
    for (auto i = static_cast<std::size_t>(skipped); i < lines.size(); ++i) {
        shown += shown_log_line(lines[i]) + '\n';
    }
    return shown;
}

void collect_answers(const platform::ServeOptions& options, const Collect& collect) {
    ManagementClient house{options.management_address, options.management_port, answer_patience};
    for (const std::string path : {"/livez", "/readyz?verbose=1", "/version", "/log-level"}) {
        const auto name = path.substr(1, path.find('?') - 1);
        collect("running/" + name + ".json", [&] { return shown_json(house.get(path).body); });
    }
    collect("running/metrics.txt", [&] { return shown_metrics(house.get("/metrics").body); });
}

std::string manifest_of(const Collection& collection, base::Instant now) {
    const platform::Sha256Digest digest;
    json::array files;
    for (const auto& [name, content] : collection.files) {
        files.push_back(
            {{"name", name}, {"bytes", content.size()}, {"sha256", digest.sha256_hex(content)}});
    }
    return json::serialize(json::object{{"format", 1},
                                        {"madeAt", base::to_rfc3339(now)},
                                        {"version", program_version()},
                                        {"withheld", withheld},
                                        {"files", std::move(files)},
                                        {"missing", collection.notes}});
}

void refuse_leaks(const BundleFiles& files, const std::vector<KnownSecret>& secrets) {
    const auto shown = leaks(files, secrets);
    if (shown.empty()) return;
    std::string names;
    for (const auto& name : shown) names += (names.empty() ? "" : ", ") + name;
    throw base::InfrastructureFault("nothing was written: the bundle would show " + names +
                                        "; that is a fault of this program, please report it",
                                    base::Retry::no);
}

}  // namespace

platform::Command diag_command() {
    auto options = platform::serve_option_table();
    options.push_back({.name = "to",
                       .key = "",
                       .placeholder = "FILE",
                       .help = "The archive to write, such as diag.tar; it must not exist."});
    options.push_back({.name = "log",
                       .key = "",
                       .placeholder = "FILE",
                       .help = "A log of the house, whose last lines are added."});
    options.push_back({.name = "log-lines",
                       .key = "",
                       .kind = platform::OptionKind::number,
                       .default_value = "1000",
                       .least = 1,
                       .most = 100'000,
                       .placeholder = "NUMBER",
                       .help = "How many of them."});
    return {.name = "diag",
            .summary = "Write what helps to help from afar into one archive, without any secret.",
            .options = std::move(options)};
}

int diagnose(const platform::OptionValues& values) {
    const auto options = platform::to_serve_options(values);
    if (!options) throw base::InfrastructureFault(options.error().sentence, base::Retry::no);
    const auto& path = values.text("to");
    if (path.empty()) {
        throw base::InfrastructureFault("name the archive to write: --to diag.tar",
                                        base::Retry::no);
    }
    const auto now = platform::SystemClock{}.now();
    Collection collection;
    const Collect collect = [&](const std::string& name, const std::function<std::string()>& make) {
        collection.take(name, make);
    };
    collect("build.json", &build_document);
    collect("options.json", [&] { return options_document(values); });
    collect("shape.json", [&] { return shape_document(*options); });
    collect("routes.json", &routes_document);
    collect_answers(*options, collect);
    const auto head = collect_bus(*options, collect);
    const auto storage = make_storage({.data = options->data,
                                       .database_url = options->database_url,
                                       .database_password_file = options->database_password_file,
                                       .statement_timeout = count_patience});
    collect_contexts(*storage, *options, head, now, collect);
    collect_disk(options->data, collect);
    if (const auto& log = values.text("log"); !log.empty()) {
        collect("log.jsonl", [&] { return end_of_log(log, values.number("log-lines")); });
    }
    collection.files["manifest.json"] = manifest_of(collection, now);
    refuse_leaks(collection.files, known_secrets(*options, values));
    const auto archive = to_tar(collection.files, "boxoffice-diag", now);
    if (!platform::write_private_file(path, archive, platform::IfPresent::keep)) {
        throw base::InfrastructureFault(path + " is there already: write --to with another name",
                                        base::Retry::no);
    }
    std::printf(
        "%s: %zu files, %zu missing (manifest.json says why). No secret, name or address "
        "of a person is in it; look for yourself before you send it.\n",
        path.c_str(), collection.files.size(), collection.notes.size());
    return 0;
}

}  // namespace boxoffice::app
