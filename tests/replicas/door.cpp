#include "replicas/door.hpp"

#include <string_view>

namespace boxoffice::testing {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        segments.push_back(path.substr(0, path.find('/')));
        path.remove_prefix(segments.back().size());
    }
    return segments;
}

/// Notes the parameters of `pattern` in `request` when its path fits.
bool fits(const std::string& pattern, ports::HttpRequest& request) {
    const auto wanted = segments_of(pattern);
    const auto given = segments_of(request.path);
    if (wanted.size() != given.size()) return false;
    request.parameters.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with('{')) {
            request.parameters.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
        } else if (wanted[i] != given[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::shared_ptr<Answer> ask(eventing::ContextModule& module, const Call& call) {
    ports::HttpRequest request;
    request.method = call.method;
    request.path = call.path;
    request.target = call.path;
    request.body = call.body;
    request.remote_address = "192.0.2.7";
    request.principal = call.principal;
    if (!call.idempotency_key.empty()) {
        request.headers.push_back({"Idempotency-Key", call.idempotency_key});
    }
    auto answer = std::make_shared<Answer>();
    for (const auto& route : module.routes()) {
        if (route.method != request.method || !fits(route.pattern, request)) continue;
        route.handler(std::move(request), answer);
        return answer;
    }
    ports::HttpResponse nobody;
    nobody.status = 404;
    answer->send(std::move(nobody));
    return answer;
}

std::array<ports::HttpResponse, 2> ask_both(eventing::ContextModule& one, const Call& first,
                                            eventing::ContextModule& two, const Call& second) {
    std::array<ports::HttpResponse, 2> answers;
    std::barrier gate{2};
    std::thread other{[&] {
        gate.arrive_and_wait();
        answers[1] = ask(two, second)->wait();
    }};
    gate.arrive_and_wait();
    answers[0] = ask(one, first)->wait();
    other.join();
    return answers;
}

}  // namespace boxoffice::testing
