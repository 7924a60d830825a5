// Solves a saved instance with LEMON's network simplex: reads the file, prints milliseconds for build and solve, and the objective.
// Models: "ground" gives what is left of both sides to one node without capacities; "circulation" bounds the arcs of a source and a
// sink instead. LEMON's own inequality form is no model of this problem: it serves more than is asked for. With "decomposed" as third
// argument the connected components are cut out, which is measured too, and solved one after another.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <vector>
using namespace lemon;
using Number = long long;
using Numbers = std::vector<int32_t>;

struct Instance {
  Numbers asked, held, rows, offerOf, scores;
};

static Numbers take(FILE* file, int count) {
  Numbers numbers(count);
  if (fread(numbers.data(), 4, count, file) != static_cast<size_t>(count)) throw "the file is too short";
  return numbers;
}

static Number solve(const Instance& instance, bool isCirculation) {
  const auto& [asked, held, rows, offerOf, scores] = instance;
  const int needs = asked.size(), offers = held.size(), pairs = offerOf.size();
  SmartDigraph graph;
  for (int node = 0; node < needs + offers + (isCirculation ? 2 : 1); node += 1) graph.addNode();
  const auto offerNode = [&](int offer) { return graph.nodeFromId(offer); };
  const auto needNode = [&, offers = offers](int need) { return graph.nodeFromId(offers + need); };
  const auto source = graph.nodeFromId(offers + needs), sink = graph.nodeFromId(offers + needs + (isCirculation ? 1 : 0));
  graph.reserveArc(pairs + needs + offers + 1);
  for (int need = 0; need < needs; need += 1)
    for (int pair = rows[need]; pair < rows[need + 1]; pair += 1) graph.addArc(offerNode(offerOf[pair]), needNode(need));
  SmartDigraph::NodeMap<Number> supply(graph, 0);
  Number balance = 0;
  for (int offer = 0; offer < offers; offer += 1) {
    if (isCirculation) graph.addArc(source, offerNode(offer));
    else graph.addArc(offerNode(offer), source), supply[offerNode(offer)] = held[offer], balance -= held[offer];
  }
  for (int need = 0; need < needs; need += 1) {
    if (isCirculation) graph.addArc(needNode(need), sink);
    else graph.addArc(source, needNode(need)), supply[needNode(need)] = -asked[need], balance += asked[need];
  }
  if (isCirculation) graph.addArc(sink, source);
  else supply[source] = balance;
  SmartDigraph::ArcMap<Number> cost(graph, 0), upper(graph, static_cast<Number>(1e15));
  for (int pair = 0; pair < pairs; pair += 1) cost[graph.arcFromId(pair)] = -scores[pair];
  if (isCirculation) {
    for (int offer = 0; offer < offers; offer += 1) upper[graph.arcFromId(pairs + offer)] = held[offer];
    for (int need = 0; need < needs; need += 1) upper[graph.arcFromId(pairs + offers + need)] = asked[need];
  }
  NetworkSimplex<SmartDigraph, Number, Number> simplex(graph);
  simplex.costMap(cost).supplyMap(supply).upperMap(upper);
  simplex.run();
  Number objective = 0;
  for (int pair = 0; pair < pairs; pair += 1) objective += static_cast<Number>(scores[pair]) * simplex.flow(graph.arcFromId(pair));
  return objective;
}

static std::vector<Instance> split(const Instance& whole) {
  const int needs = whole.asked.size(), offers = whole.held.size();
  Numbers leaders(needs + offers);
  std::iota(leaders.begin(), leaders.end(), 0);
  const auto leaderOf = [&](int node) {
    while (leaders[node] != node) node = leaders[node] = leaders[leaders[node]];
    return node;
  };
  for (int need = 0; need < needs; need += 1)
    for (int pair = whole.rows[need]; pair < whole.rows[need + 1]; pair += 1) {
      const int one = leaderOf(need), other = leaderOf(needs + whole.offerOf[pair]);
      if (one != other) leaders[one > other ? one : other] = one > other ? other : one;
    }
  Numbers partOf(needs + offers, -1), placeOf(offers);
  std::vector<Instance> parts;
  for (int need = 0; need < needs; need += 1) {
    if (whole.rows[need] == whole.rows[need + 1]) continue;
    const int leader = leaderOf(need);
    if (partOf[leader] < 0) partOf[leader] = parts.size(), parts.emplace_back();
  }
  for (int offer = 0; offer < offers; offer += 1) {
    const int part = partOf[leaderOf(needs + offer)];
    if (part < 0) continue;
    placeOf[offer] = parts[part].held.size();
    parts[part].held.push_back(whole.held[offer]);
  }
  for (auto& part : parts) part.rows.push_back(0);
  for (int need = 0; need < needs; need += 1) {
    if (whole.rows[need] == whole.rows[need + 1]) continue;
    auto& part = parts[partOf[leaderOf(need)]];
    part.asked.push_back(whole.asked[need]);
    for (int pair = whole.rows[need]; pair < whole.rows[need + 1]; pair += 1) {
      part.offerOf.push_back(placeOf[whole.offerOf[pair]]);
      part.scores.push_back(whole.scores[pair]);
    }
    part.rows.push_back(part.offerOf.size());
  }
  return parts;
}

int main(int count, char** arguments) {
  FILE* file = fopen(arguments[1], "rb");
  const bool isCirculation = strcmp(arguments[2], "circulation") == 0;
  const bool isDecomposed = count > 3 && strcmp(arguments[3], "decomposed") == 0;
  const auto counts = take(file, 3);
  Instance whole;
  whole.asked = take(file, counts[0]), whole.held = take(file, counts[1]), take(file, counts[0]);
  whole.rows = take(file, counts[0] + 1), whole.offerOf = take(file, counts[2]), whole.scores = take(file, counts[2]);

  const auto start = std::chrono::steady_clock::now();
  Number objective = 0;
  if (isDecomposed) for (const auto& part : split(whole)) objective += solve(part, isCirculation);
  else objective = solve(whole, isCirculation);
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  printf("{\"milliseconds\":%.2f,\"objective\":%lld}", taken.count(), objective);
}
