#include "app/keys_command.hpp"

#include "app/cryptography.hpp"
#include "base/fault.hpp"
#include "contexts/identity/tokens.hpp"
#include "platform/runtime/clocks.hpp"

#include <cstdio>

namespace boxoffice::app {
namespace {

constexpr std::string_view access_ring = "access-tokens";
constexpr std::string_view refresh_ring = "refresh-tokens";

/// How long what a key of that ring signed may be good.
base::Duration lifetime_of(const std::string& which) {
    const identity::TokenLifetimes lifetimes;
    return which == access_ring ? lifetimes.access : lifetimes.session;
}

}  // namespace

platform::Command keys_rotate_command() {
    using platform::OptionKind;
    return {.name = "keys rotate",
            .summary = "Make a new signing key; running processes take it over.",
            .options = {{.name = "data",
                         .key = "",
                         .default_value = "data",
                         .placeholder = "DIR",
                         .help = "The data directory of the system."},
                        {.name = "keys",
                         .key = "",
                         .placeholder = "DIR",
                         .help = "The keys that sign tokens; --data/keys unless told."},
                        {.name = "force",
                         .key = "",
                         .kind = OptionKind::on_or_off,
                         .default_value = "false",
                         .help = "Also when tokens are refused by it: a key became known."}},
            .arguments = {
                {.name = "ring", .choices = {access_ring, refresh_ring}, .help = "Which keys."}}};
}

int rotate_keys(const std::string& which, const std::filesystem::path& keys, bool is_forced) {
    const auto path = keys / (which + ".json");
    const auto written = written_at(path);
    if (written == base::Instant{}) {
        throw base::InfrastructureFault(path.string() +
                                            " is not there: write --keys DIR with the keys of a "
                                            "system that was started once",
                                        base::Retry::no);
    }
    const auto ring = platform::KeyRing::load_or_make(path);
    const auto now = platform::SystemClock{}.now();
    const auto free_at = written + key_lead + lifetime_of(which);
    const bool forgets = ring.verification_keys().size() > 1 && now < free_at;
    if (forgets && !is_forced) {
        throw base::InfrastructureFault(
            "the key before last may have signed what is good until " + base::to_rfc3339(free_at) +
                ": wait until then, or write --force and those who carry it sign in again",
            base::Retry::no);
    }
    ring.rotated().save(path);
    std::printf("%s has a new key; it signs from %s on.\n", path.c_str(),
                base::to_rfc3339(now + key_lead).c_str());
    return 0;
}

int rotate_keys(const platform::OptionValues& values) {
    const auto& keys = values.text("keys");
    return rotate_keys(values.text("ring"), keys.empty() ? values.text("data") + "/keys" : keys,
                       values.is_on("force"));
}

}  // namespace boxoffice::app
