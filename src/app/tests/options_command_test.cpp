// Goal: who asks what `serve` would take reads every option with where it was written, hears what
// is wrong in the words of `serve`, and sees no secret.
#include "app/options_command.hpp"

#include "app/commands.hpp"
#include "base/fault.hpp"
#include "platform/config/serve_options.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <map>
#include <variant>

namespace boxoffice::app {
namespace {

namespace json = boost::json;

class OptionsCommand : public testing::Test {
  protected:
    std::variant<platform::Invocation, platform::Answer> parse(
        std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "options");
        return platform::parse_command_line(
            program(), arguments, [this](const std::string& name) -> std::optional<std::string> {
                const auto found = environment.find(name);
                if (found == environment.end()) return std::nullopt;
                return found->second;
            });
    }
    std::string text(const std::vector<std::string>& arguments) const {
        return options_document(std::get<platform::Invocation>(parse(arguments)));
    }
    json::object document(const std::vector<std::string>& arguments) const {
        return json::parse(text(arguments)).as_object();
    }

    std::map<std::string, std::string> environment;
};

TEST_F(OptionsCommand, ShowsEachOptionAndWhereItIsWritten) {
    environment["BOXOFFICE_DATA"] = "/srv/boxoffice";
    const auto shown = document({"--port", "8090", "--sample-accounts", "--kafka", "a:1,b:2",
                                 "--database-url", "postgresql://mina@host/{context}"});
    EXPECT_EQ(shown.size(), platform::serve_option_table().size());
    EXPECT_EQ(shown.at("port"), (json::value{{"value", 8090}, {"from", "--port"}}));
    EXPECT_EQ(shown.at("data"),
              (json::value{{"value", "/srv/boxoffice"}, {"from", "BOXOFFICE_DATA"}}));
    EXPECT_EQ(shown.at("management-port"), (json::value{{"value", 9090}, {"from", "default"}}));
    EXPECT_EQ(shown.at("sample-accounts").at("value"), json::value(true));
    EXPECT_EQ(shown.at("kafka").at("value"), (json::value{"a:1", "b:2"}));
    EXPECT_TRUE(shown.at("provider-url").at("value").is_null());
}

TEST_F(OptionsCommand, SpeaksOfWhatIsWrongAsServeDoes) {
    EXPECT_EQ(std::get<platform::Answer>(parse({"--prot", "80"})).text,
              "--prot is not an option of serve: write --port instead.");
    EXPECT_THROW((void)text({"--auth", "oidc"}), base::InfrastructureFault);
}

TEST_F(OptionsCommand, ShowsNoSecret) {
    const auto shown = text({"--provider-secret", "hunter2", "--database-url",
                             "postgresql://mina:hunter2@host/boxoffice_{context}"});
    EXPECT_EQ(shown.find("hunter2"), std::string::npos) << shown;
    EXPECT_NE(shown.find("postgresql://mina:***@host/boxoffice_{context}"), std::string::npos);
    EXPECT_NE(text({"--database-url", "postgresql://mina@host:5432/boxoffice_{context}"})
                  .find("postgresql://mina@host:5432/boxoffice_{context}"),
              std::string::npos);
}

}  // namespace
}  // namespace boxoffice::app
