// Goal: the day closes by performance and method, to the won, in the house's own day; and the table
// is safe to open in a spreadsheet.
#include "contexts/sales/daily_close.hpp"

#include "contexts/sales/csv.hpp"
#include "contexts/sales/tests/sales_bench.hpp"

namespace boxoffice::sales {
namespace {

class DailyClose : public SalesBench {
  protected:
    std::string today() {
        const auto local = std::chrono::floor<std::chrono::days>(bench_.clock().now() + 9h);
        return base::to_rfc3339(local).substr(0, 10);
    }
    /// Cash for one, a card for another, who gives a seat back.
    void a_day() {
        open_house();
        buy(3, {{{11}}, {{13}}}, 270'000);
        buy(4, {{{12}}}, 170'000, "desk_cash");
        buy(5, {{{14}}}, 0, "comp");
        give_back(3, {{{11}}}, 119'000, 51'000, 100'000);
    }
};

TEST_F(DailyClose, SumsUpByPerformanceAndMethod) {
    a_day();
    const auto close = get("/sales/daily-close");
    ASSERT_EQ(close.status, 200) << close.body;
    EXPECT_TRUE(has(close, R"("date":")" + today() + R"(","timeZone":"Asia/Seoul")"));
    EXPECT_TRUE(has(close, R"("isFinal":false)"));
    EXPECT_TRUE(has(close, R"({"ticketsSold":2,"ticketsCancelled":1,"sales":{"amount":270000,)"
                           R"("currency":"KRW"},"refunds":{"amount":119000,"currency":"KRW"},)"
                           R"("feesKept":{"amount":51000,"currency":"KRW"},"net":{"amount":151000,)"
                           R"("currency":"KRW"},"method":"card"})"))
        << close.body;
    EXPECT_TRUE(has(close, R"("net":{"amount":170000,"currency":"KRW"},"method":"desk_cash"})"));
    EXPECT_TRUE(has(close, R"({"ticketsSold":1,"ticketsCancelled":0,"sales":{"amount":0,)"));
    EXPECT_TRUE(has(close, R"("totals":[{"ticketsSold":4,"ticketsCancelled":1,"sales":{"amount":)"
                           R"(440000,"currency":"KRW"},"refunds":{"amount":119000,)"))
        << close.body;
}

TEST_F(DailyClose, EndsAtMidnightInSeoulAndIsFinalThen) {
    a_day();
    const auto day = today();
    bench_.run_for(24h);
    EXPECT_TRUE(has(get("/sales/daily-close"), R"("performances":[],"methods":[],"totals":[])"));
    const auto close = get("/sales/daily-close", {{"date", day}});
    EXPECT_TRUE(has(close, R"("isFinal":true)"));
    EXPECT_TRUE(has(close, R"("to":")" + day + "T15:00:00.000Z")) << close.body;
    EXPECT_TRUE(has(close, R"("ticketsSold":4)"));
}

TEST_F(DailyClose, HasARefundPaidByHandBesideTheCard) {
    open_house();
    buy(3, {{{11}}}, 170'000);
    tell(RefundRequested{.reservation_id = {3},
                         .performance_id = {5},
                         .payment_id = {3},
                         .refund_id = {3},
                         .amount = won(170'000)});
    tell(PaymentRefunded{.payment_id = {3},
                         .reservation_id = {3},
                         .performance_id = {5},
                         .refund_id = RefundId{3},
                         .amount = won(170'000),
                         .by_hand = true});
    const auto close = get("/sales/daily-close");
    EXPECT_TRUE(has(close, R"("refunds":{"amount":170000,"currency":"KRW"},"feesKept":{"amount":0,)"
                           R"("currency":"KRW"},"net":{"amount":-170000,"currency":"KRW"},)"
                           R"("method":"by_hand"})"))
        << close.body;
    EXPECT_TRUE(has(close, R"("net":{"amount":170000,"currency":"KRW"},"method":"card"})"));
}

TEST_F(DailyClose, ComesAsATableForSpreadsheets) {
    a_day();
    const auto table = get("/sales/daily-close", {{"format", "csv"}});
    ASSERT_EQ(table.status, 200);
    const auto header_of = [](const ports::HttpResponse& response, std::string_view name) {
        for (const auto& header : response.headers) {
            if (header.name == name) return header.value;
        }
        return std::string{};
    };
    EXPECT_EQ(header_of(table, "Content-Type"), "text/csv; charset=utf-8; header=present");
    EXPECT_EQ(header_of(table, "Content-Disposition"),
              "attachment; filename=\"daily-close-" + today() + ".csv\"");
    EXPECT_EQ(header_of(table, "Vary"), "Accept");
    EXPECT_TRUE(
        table.body.starts_with("\xEF\xBB\xBF"
                               "date,performanceId,musicalId,musicalName,venueName,"
                               "startsAt,method,currency,ticketsSold,ticketsCancelled,"
                               "sales,refunds,feesKept,net\r\n"))
        << table.body;
    EXPECT_TRUE(has(table, today() + ",5,1,달빛 정거장,새벽나루 극장,"));
    EXPECT_TRUE(has(table, ",card,KRW,2,1,270000,119000,51000,151000\r\n")) << table.body;
    EXPECT_TRUE(has(table, ",comp,KRW,1,0,0,0,0,0\r\n"));

    const auto by_accept = get("/sales/daily-close", {}, admin(), {{"Accept", "text/csv"}});
    EXPECT_EQ(by_accept.body, table.body);
    const auto json =
        get("/sales/daily-close", {{"format", "json"}}, admin(), {{"Accept", "text/csv"}});
    EXPECT_TRUE(json.body.starts_with("{"));
}

TEST_F(DailyClose, IsForTheManagementAlone) {
    open_house();
    EXPECT_EQ(get("/sales/daily-close", {}, clerk()).status, 403);
    EXPECT_EQ(get("/sales/daily-close", {}, {}).status, 403);
    EXPECT_EQ(get("/sales/daily-close", {{"date", "29.11.2026"}}).status, 422);
    EXPECT_EQ(get("/sales/daily-close", {{"format", "xls"}}).status, 422);
}

TEST(Csv, QuotesWhatWouldBreakTheTable) {
    Csv csv;
    csv.text("plain");
    csv.text("a,b");
    csv.text("say \"hi\"");
    csv.text("two\r\nlines");
    csv.number(-5);
    csv.end_row();
    EXPECT_EQ(std::move(csv).take(),
              "\xEF\xBB\xBF"
              "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",-5\r\n");
}

TEST(Csv, MakesFormulasHarmless) {
    Csv csv;
    for (const auto* cell : {"=1+1", "+82 2 123", "-1", "@SUM(A1)", "\tx", "  =HYPERLINK(\"u\")",
                             "＝1", "fine = fine", "달빛-정거장"}) {
        csv.text(cell);
    }
    csv.end_row();
    EXPECT_EQ(std::move(csv).take(),
              "\xEF\xBB\xBF"
              "'=1+1,'+82 2 123,'-1,'@SUM(A1),'\tx,\"'  =HYPERLINK(\"\"u\"\")\",'＝1,fine = fine,"
              "달빛-정거장\r\n");
}

TEST(Csv, IsGivenToWhoeverWouldRatherHaveIt) {
    EXPECT_TRUE(prefers_csv("text/csv"));
    EXPECT_TRUE(prefers_csv("text/csv, application/json;q=0.5"));
    EXPECT_TRUE(prefers_csv("text/csv, */*;q=0.1"));
    EXPECT_FALSE(prefers_csv("application/json, text/csv;q=0.5"));
    EXPECT_FALSE(prefers_csv("*/*"));
    EXPECT_FALSE(prefers_csv("text/csv;q=0"));
    EXPECT_FALSE(prefers_csv(""));
}

}  // namespace
}  // namespace boxoffice::sales
