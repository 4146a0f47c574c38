// What the page makes of each tie that it draws: [IRI, status, voices affirming, voices denying,
// sources, origins], voices by IRI; facts too, where `facts` is true.
(facts) => {
  const { model, scene } = kgPage;
  const { standings, propositions, ties } = scene();
  const whole = (iri) => (iri.startsWith("<") ? iri.slice(1, -1) : model.base + iri);
  const voices = (numbers) => numbers.map((voice) => whole(model.voices.iri[voice])).sort();
  const seen = facts
    ? [...propositions.keys()].filter((p) => propositions[p] && (model.propositions.object[p] < 0 || ties.includes(p)))
    : ties;
  return seen.map((p) => [
    whole(model.propositions.iri[p]), model.statuses[standings.status[p]],
    voices(standings.affirmedBy[p]), voices(standings.deniedBy[p]),
    standings.sources[p], standings.origins[p],
  ]);
}
