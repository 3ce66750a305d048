#include "platform/config/people_options.hpp"

#include <chrono>

namespace boxoffice::platform {
namespace {

std::vector<Option> account_options() {
    return {
        {.name = "auth",
         .key = "auth.mode",
         .kind = OptionKind::choice,
         .default_value = "builtin",
         .choices = {"builtin", "oidc", "open"},
         .placeholder = "MODE",
         .help = "Who may do what: own accounts, an external issuer's, or everybody everything "
                 "(local play only)."},
        {.name = "oidc-issuer",
         .key = "auth.oidc_issuer",
         .placeholder = "URL",
         .help = "The issuer whose tokens are trusted with --auth oidc."},
        {.name = "oidc-audience",
         .key = "auth.oidc_audience",
         .default_value = "boxoffice",
         .placeholder = "NAME",
         .help = "The audience that those tokens must name."},
        {.name = "sample-accounts",
         .key = "auth.sample_accounts",
         .kind = OptionKind::on_or_off,
         .default_value = "false",
         .help = "Makes accounts to play with in an empty system and prints how to sign in."},
    };
}

std::vector<Option> login_options() {
    const auto login = [](std::string_view name, std::string_view key, std::string_view value,
                          std::string_view help) {
        return Option{.name = name,
                      .key = key,
                      .kind = OptionKind::number,
                      .default_value = value,
                      .least = 1,
                      .most = 1'000'000,
                      .placeholder = "NUMBER",
                      .is_live = true,
                      .help = help};
    };
    return {
        login(
            "login-failures-max", "auth.login_failures_max", "10",
            "Wrong passwords of one account from one network in --login-window-minutes; then 429."),
        login("login-failures-per-account-max", "auth.login_failures_per_account_max", "100",
              "The same of one account from everywhere."),
        login("login-failures-per-network-max", "auth.login_failures_per_network_max", "300",
              "The same from one network, whatever the account."),
        {.name = "login-window-minutes",
         .key = "auth.login_window_minutes",
         .kind = OptionKind::number,
         .default_value = "15",
         .least = 1,
         .most = 1'440,
         .placeholder = "MINUTES",
         .is_live = true,
         .help = "How long it takes until so many wrong passwords are forgotten."},
    };
}

std::vector<Option> mail_options() {
    return {
        {.name = "smtp-url",
         .key = "mail.smtp_url",
         .placeholder = "URL",
         .help = "smtp://HOST:PORT or smtps://HOST:PORT; without it mail is put into a Maildir "
                 "under --data."},
        {.name = "smtp-user",
         .key = "mail.smtp_user",
         .placeholder = "NAME",
         .is_live = true,
         .help = "The mail server's user."},
        {.name = "smtp-password",
         .key = "mail.smtp_password",
         .placeholder = "SECRET",
         .is_secret = true,
         .help = "That user's password."},
        {.name = "mail-from",
         .key = "mail.from",
         .default_value = "Boxoffice <boxoffice@localhost.invalid>",
         .placeholder = "ADDRESS",
         .help = "The sender of mail."},
    };
}

}  // namespace

std::vector<Option> people_options() {
    std::vector<Option> all;
    for (const auto& part : {account_options(), login_options(), mail_options()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

void fill_people(ServeOptions& options, const OptionValues& values) {
    const auto& auth = values.text("auth");
    options.auth = auth == "open"   ? AuthMode::open
                   : auth == "oidc" ? AuthMode::oidc
                                    : AuthMode::builtin;
    options.oidc_issuer = values.text("oidc-issuer");
    options.oidc_audience = values.text("oidc-audience");
    options.sample_accounts = values.is_on("sample-accounts");
    options.login_failures_max = values.number("login-failures-max");
    options.login_failures_per_account_max = values.number("login-failures-per-account-max");
    options.login_failures_per_network_max = values.number("login-failures-per-network-max");
    options.login_window = std::chrono::minutes{values.number("login-window-minutes")};
    options.smtp_url = values.text("smtp-url");
    options.smtp_user = values.text("smtp-user");
    options.smtp_password = values.text("smtp-password");
    options.mail_from = values.text("mail-from");
}

}  // namespace boxoffice::platform
