#include "app/sample_accounts.hpp"

#include "contracts/codec.hpp"

#include <fstream>
#include <mutex>
#include <string>

namespace boxoffice::app {

std::vector<identity::BootstrapAccount> sample_accounts() {
    using identity::Role;
    return {{.email = "admin@boxoffice.example", .name = "Administrator", .role = Role::admin},
            {.email = "clerk@boxoffice.example", .name = "Box office", .role = Role::boxoffice},
            {.email = "mina@boxoffice.example", .name = "Mina Kim", .role = Role::customer},
            {.email = "joon@boxoffice.example", .name = "Joon Park", .role = Role::customer}};
}

std::filesystem::path sample_accounts_path(const std::filesystem::path& data) {
    return data / "sample-accounts.jsonl";
}

void note_sample_account(const std::filesystem::path& data,
                         const identity::BootstrapAccount& account) {
    static std::mutex mutex;
    const std::lock_guard lock{mutex};
    std::string line = "{\"role\":";
    contracts::append_json_string(line, identity::to_text(account.role));
    line += ",\"email\":";
    contracts::append_json_string(line, account.email);
    line += ",\"password\":";
    contracts::append_json_string(line, account.password);
    line += "}\n";
    const auto path = sample_accounts_path(data);
    std::filesystem::create_directories(data);
    std::ofstream file{path, std::ios::app};
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    file << line;
}

}  // namespace boxoffice::app
