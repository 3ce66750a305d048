#include "app/management_client.hpp"

#include "base/fault.hpp"
#include "platform/config/serve_options.hpp"

#include <cstdio>
#include <future>

namespace boxoffice::app {
namespace {

constexpr std::chrono::milliseconds readiness_patience{2'000};

}  // namespace

ManagementClient::ManagementClient(std::string address, std::int64_t port,
                                   std::chrono::milliseconds patience)
    : patience_ms_(patience.count()) {
    if (address == "0.0.0.0") address = "127.0.0.1";
    if (address == "::") address = "::1";
    if (address.find(':') != std::string::npos) address = '[' + address + ']';
    url_ = "http://" + address + ':' + std::to_string(port);
}

ports::HttpResponse ManagementClient::get(const std::string& path) {
    std::promise<ports::HttpAnswer> promise;
    client_.call({.url = url_ + path, .headers = {}, .body = {}, .timeout_ms = patience_ms_},
                 [&](ports::HttpAnswer answer) { promise.set_value(std::move(answer)); });
    auto answer = promise.get_future().get();
    if (answer.response) return std::move(*answer.response);
    throw base::InfrastructureFault("the management port does not answer: " + answer.fault,
                                    base::Retry::yes);
}

platform::Command ready_command() {
    platform::Command command{
        .name = "ready", .summary = "Ask a running house whether it is ready; exit 1 when not."};
    for (const auto& option : platform::serve_option_table()) {
        if (option.name == "config" || option.name.starts_with("management-")) {
            command.options.push_back(option);
        }
    }
    return command;
}

int ask_readiness(const platform::OptionValues& values) {
    ManagementClient client{values.text("management-address"), values.number("management-port"),
                            readiness_patience};
    const auto answer = client.get("/readyz?verbose=1");
    if (answer.status == 200) return 0;
    std::fprintf(stderr, "%s\n", answer.body.c_str());
    return 1;
}

}  // namespace boxoffice::app
