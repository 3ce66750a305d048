#include "app/options_command.hpp"

#include "base/fault.hpp"
#include "platform/config/serve_options.hpp"

#include <boost/json.hpp>

namespace boxoffice::app {
namespace {

namespace json = boost::json;

using platform::Option;
using platform::OptionKind;

constexpr std::string_view withheld = "***";

/// "postgresql://user:***@host/base": what stands between a user's name and his host is withheld.
std::string without_password(std::string text) {
    const auto scheme = text.find("://");
    if (scheme == std::string::npos) return text;
    const auto begin = scheme + 3;
    const auto at = text.rfind('@', text.find('/', begin));
    const auto colon = text.find(':', begin);
    if (at == std::string::npos || at < begin || colon >= at) return text;
    return text.replace(colon + 1, at - colon - 1, withheld);
}

json::value shown_value(const Option& option, const platform::OptionValues& values) {
    const auto& text = values.text(option.name);
    if (text.empty()) return nullptr;
    if (option.is_secret) return json::string{withheld};
    switch (option.kind) {
        case OptionKind::number:
            return values.number(option.name);
        case OptionKind::on_or_off:
            return values.is_on(option.name);
        case OptionKind::list: {
            json::array shown;
            for (auto& part : values.list(option.name))
                shown.emplace_back(without_password(std::move(part)));
            return shown;
        }
        case OptionKind::text:
        case OptionKind::choice:
            break;
    }
    return json::string{without_password(text)};
}

}  // namespace

platform::Command options_command() {
    return {.name = "options",
            .summary = "Print what serve would take and where it is written, or what is wrong.",
            .options = platform::serve_option_table(),
            .options_of = "serve"};
}

std::string options_document(const platform::Invocation& invocation) {
    const auto fitting = platform::to_serve_options(invocation.values);
    if (!fitting) throw base::InfrastructureFault(fitting.error().sentence, base::Retry::no);
    std::string lines;
    for (const auto& option : platform::serve_option_table()) {
        const auto place = invocation.places.find(option.name);
        const json::object shown{
            {"value", shown_value(option, invocation.values)},
            {"from", place == invocation.places.end() ? "default" : place->second}};
        lines += (lines.empty() ? "" : ",\n") + json::serialize(json::string{option.name}) + ": " +
                 json::serialize(shown);
    }
    return "{\n" + lines + "\n}";
}

}  // namespace boxoffice::app
