// Goal: the right source wins, and whatever is wrong is answered with one sentence that says what
// to write instead.
#include "platform/config/command_line.hpp"

#include "platform/config/serve_options.hpp"
#include "platform/tests/test_directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace boxoffice::platform {
namespace {

class Configuration : public testing::Test {
  protected:
    Configuration() {
        program = {
            .name = "boxoffice", .summary = "Sells seats.", .version = "1.2.3", .commands = {}};
        program.commands.push_back(
            {.name = "serve", .summary = "Runs it.", .options = serve_option_table()});
        program.commands.push_back(
            {.name = "replay",
             .summary = "Rebuilds.",
             .arguments = {{.name = "PROJECTION", .choices = {"mypage"}, .help = "Which."}}});
        program.commands.push_back({.name = "events tail", .summary = "Shows events."});
    }

    std::variant<Invocation, Answer> parse(const std::vector<std::string>& arguments) const {
        return parse_command_line(program, arguments, [this](const std::string& name) {
            const auto found = environment.find(name);
            return found == environment.end() ? std::nullopt : std::optional(found->second);
        });
    }
    OptionValues values(const std::vector<std::string>& arguments) const {
        auto parsed = parse(arguments);
        if (const auto* answer = std::get_if<Answer>(&parsed)) ADD_FAILURE() << answer->text;
        return std::get<Invocation>(std::move(parsed)).values;
    }
    /// The sentence with which these arguments are refused.
    std::string refusal(const std::vector<std::string>& arguments) const {
        const auto parsed = parse(arguments);
        if (const auto* answer = std::get_if<Answer>(&parsed)) {
            EXPECT_EQ(answer->exit_code, 2);
            return answer->text;
        }
        const auto options = to_serve_options(std::get<Invocation>(parsed).values);
        return options ? "accepted" : options.error().sentence;
    }
    std::string write(const std::string& name, const std::string& content) const {
        std::ofstream(directory.file(name)) << content;
        return directory.file(name);
    }

    TestDirectory directory;
    Program program;
    std::map<std::string, std::string> environment;
};

TEST_F(Configuration, HasDefaultsForEverything) {
    const auto options = to_serve_options(values({"serve"}));
    ASSERT_TRUE(options);
    EXPECT_EQ(options->port, 8080);
    EXPECT_EQ(options->contexts.size(), 8U);
    EXPECT_EQ(options->auth, AuthMode::builtin);
    EXPECT_EQ(options->hold, std::chrono::minutes{10});
    EXPECT_EQ(options->public_url, "http://localhost:8080");
    EXPECT_EQ(options->provider_url, "http://127.0.0.1:8081");
    EXPECT_EQ(options->payment_default_method, "card");
    EXPECT_TRUE(options->kafka.empty());
    EXPECT_FALSE(options->sample_accounts);
}

TEST_F(Configuration, CommandLineWinsOverEnvironmentOverFileOverDefault) {
    const auto file =
        write("a.toml", "[server]\nport = 1\naddress = \"127.0.0.3\"\n[management]\nport = 3\n");
    environment = {
        {"BOXOFFICE_PORT", "2"}, {"BOXOFFICE_ADDRESS", "127.0.0.2"}, {"BOXOFFICE_CONFIG", file}};
    const auto given = values({"serve", "--address", "127.0.0.1"});
    EXPECT_EQ(given.text("address"), "127.0.0.1");
    EXPECT_EQ(given.number("port"), 2);
    EXPECT_EQ(given.number("management-port"), 3);
    EXPECT_EQ(given.number("batch-max"), 256);
    const auto places = std::get<Invocation>(parse({"serve", "--address", "127.0.0.1"})).places;
    EXPECT_EQ(places.at("address"), "--address");
    EXPECT_EQ(places.at("port"), "BOXOFFICE_PORT");
    EXPECT_EQ(places.at("management-port"), "management.port in " + file);
    EXPECT_FALSE(places.contains("batch-max"));
}

TEST_F(Configuration, ReadsEveryKindFromAFile) {
    const auto file = write(
        "a.toml",
        "contexts = [\"musical\", \"payment\"]\n[auth]\nsample_accounts = true\nmode = \"open\"\n"
        "[data]\nkafka = \"a:1, b:2\"\ndatabase_url = \"postgresql://u@h/{context}\"\n");
    const auto options = to_serve_options(values({"serve", "--config", file}));
    ASSERT_TRUE(options);
    EXPECT_EQ(options->contexts, (std::vector<std::string>{"musical", "payment"}));
    EXPECT_EQ(options->kafka, (std::vector<std::string>{"a:1", "b:2"}));
    EXPECT_TRUE(options->sample_accounts);
    EXPECT_EQ(options->auth, AuthMode::open);
}

TEST_F(Configuration, TakesFlagsBothWays) {
    EXPECT_TRUE(values({"serve", "--sample-accounts"}).is_on("sample-accounts"));
    environment["BOXOFFICE_SAMPLE_ACCOUNTS"] = "true";
    EXPECT_TRUE(values({"serve"}).is_on("sample-accounts"));
    EXPECT_FALSE(values({"serve", "--sample-accounts=false"}).is_on("sample-accounts"));
}

TEST_F(Configuration, ReadsSecretsFromFiles) {
    const auto secret = write("secret", "s3cret\n");
    EXPECT_EQ(values({"serve", "--provider-secret-file", secret}).text("provider-secret"),
              "s3cret");
    environment["BOXOFFICE_PROVIDER_SECRET_FILE"] = secret;
    EXPECT_EQ(values({"serve"}).text("provider-secret"), "s3cret");
    EXPECT_EQ(values({"serve", "--provider-secret", "mine"}).text("provider-secret"), "mine");
    environment["BOXOFFICE_PROVIDER_SECRET"] = "other";
    EXPECT_EQ(refusal({"serve"}),
              "BOXOFFICE_PROVIDER_SECRET is given twice, by itself and as a file: write only one "
              "of the two.");
    environment = {};
    const auto file = write("a.toml", "[payment]\nsecret_file = \"" + secret + "\"\n");
    EXPECT_EQ(values({"serve", "--config", file}).text("provider-secret"), "s3cret");
    EXPECT_NE(refusal({"serve", "--provider-secret-file", directory.file("none")})
                  .find("cannot be read or is empty"),
              std::string::npos);
}

TEST_F(Configuration, KnowsWhatEachProviderNeeds) {
    std::vector<std::string> stripe{"serve",     "--payment",
                                    "stripe",    "--provider-secret",
                                    "sk_test_1", "--provider-client-key",
                                    "pk_test_1", "--webhook-secret",
                                    "whsec_1"};
    const auto with = [](std::vector<std::string> arguments, const std::string& option,
                         const std::string& value) {
        arguments.push_back(option);
        if (!value.empty()) arguments.push_back(value);
        return arguments;
    };
    const auto options = to_serve_options(values(stripe));
    ASSERT_TRUE(options);
    EXPECT_EQ(options->payment, PaymentProvider::stripe);
    EXPECT_EQ(options->provider_url, "https://api.stripe.com");
    EXPECT_EQ(options->payment_default_method, "") << "nothing pays by itself";

    const std::vector<std::string> toss{
        "serve",    "--payment", "toss", "--provider-secret", "test_sk_1", "--provider-client-key",
        "test_ck_1"};
    EXPECT_EQ(to_serve_options(values(toss))->provider_url, "https://api.tosspayments.com");
    EXPECT_EQ(refusal(with(toss, "--provider-url", "http://127.0.0.1:18420")), "accepted");
    EXPECT_EQ(refusal(with(toss, "--provider-url", "http://[::1]:18420")), "accepted");
    EXPECT_EQ(refusal(with(toss, "--payment-default-method", "checkout")), "accepted");
    EXPECT_EQ(refusal(with(toss, "--payment-default-method", "card")),
              "--payment-default-method is \"card\", which toss cannot charge by itself: write "
              "checkout, or leave it out.");
    EXPECT_EQ(refusal(with(stripe, "--provider-url", "http://127.0.0.1.example.org")),
              "--provider-url is \"http://127.0.0.1.example.org\", over which the secret key would "
              "travel in plain text: write https://HOST.");
}

TEST_F(Configuration, ALiveKeyNeedsAWordMore) {
    const auto with_keys = [this](const std::string& secret, const std::string& client_key,
                                  const std::string& more = "--live-payments=false") {
        return refusal({"serve", "--payment", "stripe", "--provider-secret", secret,
                        "--provider-client-key", client_key, "--webhook-secret", "whsec_1", more});
    };
    EXPECT_EQ(with_keys("sk_live_1", "pk_live_1"),
              "--provider-secret is a live key, with which real money moves: write a key that "
              "begins with sk_test_, or --live-payments.");
    EXPECT_EQ(with_keys("rk_live_1", "pk_live_1").find("--provider-secret is a live key"), 0U);
    EXPECT_EQ(with_keys("sk_live_1", "pk_live_1", "--live-payments"), "accepted");
    EXPECT_EQ(with_keys("sk_live_1", "pk_test_1", "--live-payments"),
              "--provider-client-key does not fit the secret key: write the "
              "public key that begins with pk_live_.");
    EXPECT_EQ(with_keys("sk_test_1", "sk_test_1"),
              "--provider-client-key does not fit the secret key: write the "
              "public key that begins with pk_test_.");
    EXPECT_EQ(with_keys("pk_test_1", "pk_test_1"),
              "--provider-secret is no secret key of stripe: write one that begins with sk_test_ "
              "or sk_live_.");
    EXPECT_EQ(refusal({"serve", "--payment", "toss"}),
              "--payment toss needs the provider's key: write --provider-secret-file FILE or set "
              "BOXOFFICE_PROVIDER_SECRET.");
    EXPECT_EQ(refusal({"serve", "--payment", "toss", "--provider-secret", "live_gsk_1",
                       "--provider-client-key", "live_gck_1"})
                  .find("--provider-secret is a live key"),
              0U);
    EXPECT_EQ(refusal({"serve", "--payment", "stripe", "--provider-secret", "sk_test_1",
                       "--provider-client-key", "pk_test_1"}),
              "--payment stripe needs the secret that signs its webhooks: write "
              "--webhook-secret-file FILE or set BOXOFFICE_WEBHOOK_SECRET.");
}

TEST_F(Configuration, SaysWhatToWriteInstead) {
    EXPECT_EQ(refusal({"serve", "--port", "80a"}),
              "--port is \"80a\": write a whole number from 0 to 65535, such as 8080.");
    EXPECT_EQ(refusal({"serve", "--port", "70000"}),
              "--port is \"70000\": write a whole number from 0 to 65535, such as 8080.");
    EXPECT_EQ(refusal({"serve", "--auth", "none"}),
              "--auth is \"none\": write builtin, oidc or open, such as builtin.");
    EXPECT_EQ(refusal({"serve", "--data", ""}),
              "--data is \"\": write a text that is not empty, such as data.");
    environment["BOXOFFICE_PORT"] = "tcp://10.0.0.1:80";
    EXPECT_EQ(
        refusal({"serve"}).find("BOXOFFICE_PORT is \"tcp://10.0.0.1:80\": write a whole number"),
        0U);
    environment = {};
    EXPECT_NE(
        refusal({"serve", "--contexts", "musical,nobody"}).find("one or more of all, musical"),
        std::string::npos);
    EXPECT_EQ(refusal({"serve", "--prot", "80"}),
              "--prot is not an option of serve: write --port instead.");
    EXPECT_EQ(refusal({"serve", "--prot=80"}),
              "--prot is not an option of serve: write --port instead.");
    EXPECT_EQ(refusal({"sevre"}), "sevre is not a command: write serve instead.");
    EXPECT_EQ(refusal({"serve", "--qqqqqqqqq"}),
              "--qqqqqqqqq is not an option of serve: see boxoffice serve --help.");
    EXPECT_EQ(refusal({"serve", "--port"}), "--port needs a value: write --port PORT.");
    EXPECT_EQ(refusal({"serve", "--data", "--port", "80"}),
              "--data needs a value: write --data DIRECTORY.");
    EXPECT_EQ(refusal({"serve", "--provider-secret-file"}),
              "--provider-secret-file needs a value: write --provider-secret-file FILE.");
    EXPECT_EQ(refusal({"version"}), "version is not a command: write --version instead.");
    EXPECT_EQ(refusal({"help"}), "help is not a command: write --help instead.");
}

TEST_F(Configuration, RefusesFilesThatItDoesNotUnderstand) {
    const auto refused = [&](const std::string& content) {
        return refusal({"serve", "--config", write("a.toml", content)});
    };
    EXPECT_NE(refused("[server]\nprot = 1\n").find("write server.port instead"), std::string::npos);
    EXPECT_NE(refused("zzzzzzzzzzzzzz = 1\n").find("is not an option: remove it"),
              std::string::npos);
    EXPECT_NE(refused("[server\n").find("is not TOML at line 1"), std::string::npos);
    EXPECT_NE(refused("[server]\nport = 1.5\n").find("of a kind that no option has"),
              std::string::npos);
    EXPECT_NE(refused("[server]\nport = -1\n").find("server.port in "), std::string::npos);
    EXPECT_NE(refusal({"serve", "--config", directory.file("none")}).find("cannot be read"),
              std::string::npos);
}

TEST_F(Configuration, RefusesWhatDoesNotFitTogether) {
    EXPECT_EQ(refusal({"serve", "--auth", "open"}), "accepted");
    EXPECT_NE(refusal({"serve", "--auth", "open", "--address", "0.0.0.0"})
                  .find("write --address 127.0.0.1"),
              std::string::npos);
    EXPECT_NE(refusal({"serve", "--auth", "oidc"}).find("write --oidc-issuer"), std::string::npos);
    EXPECT_NE(refusal({"serve", "--payment", "toss"}).find("--provider-secret-file"),
              std::string::npos);
    EXPECT_NE(refusal({"serve", "--port", "9090"}).find("two different ports"), std::string::npos);
    EXPECT_EQ(refusal({"serve", "--port", "0", "--management-port", "0"}), "accepted");
    EXPECT_NE(refusal({"serve", "--database-url", "mysql://x"}).find("postgresql://"),
              std::string::npos);
    EXPECT_NE(refusal({"serve", "--smtp-url", "localhost:25"}).find("smtp://HOST:PORT"),
              std::string::npos);
    EXPECT_NE(refusal({"serve", "--public-url", "box.example"}).find("https://HOST"),
              std::string::npos);
}

TEST_F(Configuration, NeverShowsASecret) {
    EXPECT_EQ(refusal({"serve", "--database-url", "mysql://user:hunter2@host"}).find("hunter2"),
              std::string::npos);
}

TEST_F(Configuration, KnowsCommandsOfTwoWordsAndArguments) {
    EXPECT_EQ(std::get<Invocation>(parse({"events", "tail"})).command, "events tail");
    EXPECT_EQ(values({"replay", "mypage"}).text("PROJECTION"), "mypage");
    EXPECT_EQ(refusal({"replay"}), "replay needs a PROJECTION: write mypage.");
    EXPECT_EQ(refusal({"replay", "seats"}), "replay has no PROJECTION \"seats\": write mypage.");
}

TEST_F(Configuration, HelpsAndTellsItsVersion) {
    const auto shown = [&](const std::vector<std::string>& arguments) {
        const auto answer = std::get<Answer>(parse(arguments));
        EXPECT_EQ(answer.exit_code, 0);
        return answer.text;
    };
    EXPECT_EQ(shown({"--version"}), "boxoffice 1.2.3\n");
    EXPECT_NE(shown({"--help"}).find("events tail"), std::string::npos);
    const auto help = shown({"serve", "--help"});
    for (const auto& option : serve_option_table()) {
        EXPECT_NE(help.find("--" + std::string(option.name)), std::string::npos);
        EXPECT_NE(help.find(environment_name(option.name)), std::string::npos);
        EXPECT_NE(help.find(option.help.substr(0, 20)), std::string::npos);
    }
    EXPECT_EQ(std::get<Answer>(parse({})).exit_code, 2);
}

TEST(OptionTable, HoldsItsOwnRules) {
    for (const auto& option : serve_option_table()) {
        EXPECT_FALSE(check_value(option, option.default_value, option.name)) << option.name;
        EXPECT_TRUE(option.help.ends_with('.')) << option.name;
        EXPECT_FALSE(option.key.empty() && option.name != "config") << option.name;
    }
    const auto table = to_markdown(serve_option_table());
    EXPECT_EQ(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')),
              serve_option_table().size() + 2);
    EXPECT_NE(table.find("| `--port` | `BOXOFFICE_PORT` | `server.port` | `8080` |"),
              std::string::npos);
}

TEST_F(Configuration, NamesEverythingThatIsWrongAtOnce) {
    const auto file = write("house.toml",
                            "[server]\nport = 70000\nprot = 1\n[log]\nlevel = \"loud\"\n"
                            "[limits]\nplaced_max = 0\n");
    const auto text = refusal({"serve", "--config", file});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    for (const std::string wrong :
         {"server.prot", "server.port", "log.level", "limits.placed_max"}) {
        EXPECT_NE(text.find(wrong), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace boxoffice::platform
