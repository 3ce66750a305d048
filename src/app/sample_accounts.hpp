// Accounts to play with, and the file in which their drawn passwords are found.
#pragma once

#include "contexts/identity/module.hpp"

#include <filesystem>
#include <vector>

namespace boxoffice::app {

/// An administrator, a box-office clerk and two customers.
[[nodiscard]] std::vector<identity::BootstrapAccount> sample_accounts();

/// Where their passwords are written (mode 0600) when they are made.
[[nodiscard]] std::filesystem::path sample_accounts_path(const std::filesystem::path& data);

/// Appends one account as a line of JSON: {"role","email","password"}.
void note_sample_account(const std::filesystem::path& data,
                         const identity::BootstrapAccount& account);

}  // namespace boxoffice::app
