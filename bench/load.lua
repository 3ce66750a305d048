-- One kind of load for wrk: MODE is ceiling, refused, place or purchase. Every request has its own seat and the
-- next of the signed-in guests.
local mode = os.getenv("MODE")
local seat = tonumber(os.getenv("FIRST_SEAT"))
local last_seat = tonumber(os.getenv("LAST_SEAT"))
local tokens = {}
for line in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = line end

local expected = { ceiling = 405, refused = 409, place = 201, purchase = 201 }
local next_token = 0
good, bad, completed = 0, 0, 0

local function headers()
    next_token = next_token % #tokens + 1
    local all = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. tokens[next_token] }
    if mode == "refused" then all["Prefer"] = "handling=strict" end
    if mode == "purchase" then all["Prefer"] = "wait=10" end
    return all
end

function request()
    local path = mode == "ceiling" and "/" or "/reservations"
    local body = '{"seatId":' .. seat .. '}'
    if mode == "place" then body = '{"seatId":' .. seat .. ',"payment":{"method":"checkout"}}' end
    if mode == "place" or mode == "purchase" then seat = math.min(seat + 1, last_seat) end
    return wrk.format("POST", path, headers(), body)
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

function response(status, _, body)
    if status ~= expected[mode] then
        bad = bad + 1
    elseif mode ~= "purchase" or string.find(body, "ReservationCompleted", 1, true) then
        good = good + 1
    else
        bad = bad + 1
    end
end

function done(summary, latency)
    local all_good, all_bad = 0, 0
    for _, thread in ipairs(threads) do
        all_good = all_good + thread:get("good")
        all_bad = all_bad + thread:get("bad")
    end
    io.write(string.format('{"good":%d,"bad":%d,"per_second":%.1f,"p50_ms":%.3f,"p99_ms":%.3f}\n', all_good, all_bad,
        all_good / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
