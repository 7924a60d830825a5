// Solves a saved instance with LEMON's network simplex: reads the file, prints milliseconds for build and solve, and the objective.
// Models: "ground" gives what is left of both sides to one node without capacities; "circulation" bounds the arcs of a source and a
// sink instead. LEMON's own inequality form is no model of this problem: it serves more than is asked for.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>
using namespace lemon;
using Number = long long;

static std::vector<int32_t> take(FILE* file, int count) {
  std::vector<int32_t> numbers(count);
  if (fread(numbers.data(), 4, count, file) != static_cast<size_t>(count)) throw "the file is too short";
  return numbers;
}

int main(int, char** arguments) {
  FILE* file = fopen(arguments[1], "rb");
  const bool isCirculation = strcmp(arguments[2], "circulation") == 0;
  const auto counts = take(file, 3);
  const int needs = counts[0], offers = counts[1], pairs = counts[2];
  const auto asked = take(file, needs), held = take(file, offers), tiers = take(file, needs), rows = take(file, needs + 1);
  const auto offerOf = take(file, pairs), scores = take(file, pairs);

  const auto start = std::chrono::steady_clock::now();
  SmartDigraph graph;
  for (int node = 0; node < needs + offers + (isCirculation ? 2 : 1); node += 1) graph.addNode();
  const auto offerNode = [&](int offer) { return graph.nodeFromId(offer); };
  const auto needNode = [&](int need) { return graph.nodeFromId(offers + need); };
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
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  Number objective = 0;
  for (int pair = 0; pair < pairs; pair += 1) objective += static_cast<Number>(scores[pair]) * simplex.flow(graph.arcFromId(pair));
  printf("{\"milliseconds\":%.2f,\"objective\":%lld}", taken.count(), objective);
}
