#include "replicas/door.hpp"

#include "simulation/world/path_pattern.hpp"

namespace boxoffice::testing {
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
        if (route.method != request.method || !simulation::fits(route.pattern, request)) continue;
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
