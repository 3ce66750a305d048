// The strict head and the parser, fed with broken requests in random pieces: pieces must not change
// the outcome.
#include "platform/http/request_parser.hpp"
#include "platform/http/strict_head.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace boxoffice::platform::http {
namespace {

constexpr HeadLimits limits{.url_bytes_max = 100, .header_bytes_max = 1000, .headers_max = 10};
constexpr std::size_t body_bytes_max = 30;

/// What came of one request: "head refused", "incomplete", "malformed", "too large" or "complete:
/// <body>".
std::string outcome(std::string_view bytes, std::mt19937& random, bool in_pieces) {
    std::string input;
    const auto take_piece = [&] {
        const auto size =
            in_pieces ? std::min<std::size_t>(1 + random() % 7, bytes.size()) : bytes.size();
        input += bytes.substr(0, size);
        bytes.remove_prefix(size);
        return size > 0;
    };
    HeadScanner scanner;
    std::size_t head_size = 0;
    while (head_size == 0) {
        if (!take_piece()) return "incomplete";
        head_size = scanner.find_end(input, limits);
        if (scanner.fault() != HeadFault::none) return "head refused";
    }
    const auto head = input.substr(0, head_size);
    input.erase(0, head_size);
    RequestParser parser;
    if (check_head(head, limits) != HeadFault::none || !parser.read_head(head))
        return "head refused";
    if (!parser.is_complete()) parser.limit_body(body_bytes_max);
    while (!parser.is_complete() && parser.body_fault() == BodyFault::none) {
        const auto used = input.empty() ? 0 : parser.read_body(input);
        input.erase(0, used);
        if (used > 0 || parser.body_fault() != BodyFault::none || parser.is_complete()) continue;
        if (!take_piece()) return "incomplete";
    }
    if (parser.body_fault() == BodyFault::malformed) return "malformed";
    if (parser.body_fault() == BodyFault::too_large) return "too large";
    return "complete: " + parser.request().body;
}

constexpr std::array<std::string_view, 4> good_requests{
    "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
    "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "GET /a?b=c HTTP/1.1\r\nHost: t\r\nAccept: */*\r\nX-Request-Id: 1\r\n\r\n"};

TEST(Parser, ReadsGoodRequestsInAnyPieces) {
    std::mt19937 random{1};
    const std::array<std::string_view, 4> bodies{"{\"a\":1}", "{\"a\":1}", "", ""};
    for (std::size_t i = 0; i < good_requests.size(); ++i) {
        for (int round = 0; round < 200; ++round) {
            ASSERT_EQ(outcome(good_requests[i], random, round > 0),
                      "complete: " + std::string{bodies[i]});
        }
    }
}

TEST(Parser, PiecesDoNotChangeWhatBecomesOfABrokenRequest) {
    using namespace std::string_view_literals;
    constexpr auto alphabet = "\r\n\0 \t:;,0123456789abcdefx+-chunked\xff\x7f"sv;
    std::mt19937 random{2};
    int refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes{good_requests[random() % good_requests.size()]};
        for (auto changes = 1 + random() % 3; changes > 0; --changes) {
            const auto at = random() % bytes.size();
            const char c = alphabet[random() % alphabet.size()];
            switch (random() % 3) {
                case 0:
                    bytes[at] = c;
                    break;
                case 1:
                    bytes.insert(at, 1, c);
                    break;
                default:
                    bytes.erase(at, 1);
                    break;
            }
        }
        const auto whole = outcome(bytes, random, false);
        const auto pieces = outcome(bytes, random, true);
        ASSERT_EQ(whole, pieces) << "seed 2, round " << round << ":\n" << bytes;
        if (!whole.starts_with("complete")) ++refused;
    }
    EXPECT_GT(refused, 5'000) << "the changes are too harmless to test anything";
}

}  // namespace
}  // namespace boxoffice::platform::http
