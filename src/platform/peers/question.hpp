// A question whose answer is a described struct.
#pragma once

#include "contracts/codec.hpp"
#include "platform/peers/peer_channel.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::platform {

/// `done(answer, fault)`: either an answer or the sentence that says why there is none.
template <class Answer, class Done>
void ask_for(PeerChannel& peer, PeerQuestion question, Done done) {
    peer.ask(std::move(question), [&peer, done = std::move(done)](PeerAnswer answer) {
        if (!answer.body) return done(std::optional<Answer>{}, std::move(answer.fault));
        auto decoded = contracts::decode<Answer>(*answer.body);
        if (decoded) return done(std::optional{std::move(decoded).value()}, std::string{});
        done(std::optional<Answer>{},
             peer.context() + " gave an answer that cannot be read: " + decoded.error().to_text());
    });
}

}  // namespace boxoffice::platform
