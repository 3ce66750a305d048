// A network that answers what the test says, in order, and keeps what was asked.
#pragma once

#include "ports/http.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::platform::payment::testing {

class ScriptedClient final : public ports::HttpClient {
  public:
    void answers(int status, std::string body) {
        script_.push_back({.response = ports::HttpResponse{status, {}, std::move(body)}});
    }
    void is_silent(std::string fault = "timeout") {
        script_.push_back({.response = std::nullopt, .fault = std::move(fault)});
    }

    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override {
        calls.push_back(std::move(call));
        ASSERT_FALSE(script_.empty()) << "nothing was to be asked: " << calls.back().url;
        auto answer = std::move(script_.front());
        script_.pop_front();
        done(std::move(answer));
    }

    /// "POST http://provider/v1/x", of the call at that place.
    [[nodiscard]] std::string line(std::size_t place) const {
        const auto& call = calls.at(place);
        return std::string{ports::to_text(call.method)} + ' ' + call.url;
    }
    [[nodiscard]] std::string header(std::size_t place, std::string_view name) const {
        const auto& headers = calls.at(place).headers;
        const auto found = std::find_if(headers.begin(), headers.end(),
                                        [&](const auto& one) { return one.name == name; });
        return found == headers.end() ? "" : found->value;
    }
    [[nodiscard]] bool is_over() const { return script_.empty(); }

    std::vector<ports::HttpCall> calls;

  private:
    std::deque<ports::HttpAnswer> script_;
};

}  // namespace boxoffice::platform::payment::testing
