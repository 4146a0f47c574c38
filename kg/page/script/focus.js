// What is brought out of what is drawn: the chosen thing with its ties, or the path; null for all.
function focusOf(model, scene, { chosen, path }, lines) {
  const actors = new Set();
  const kept = new Set();
  const keep = (one) => [one.from, one.to].forEach((end) => actors.add(end)) || kept.add(one.id);
  if (chosen?.actor !== undefined) {
    actors.add(chosen.actor);
    lines.filter(({ from, to }) => from === chosen.actor || to === chosen.actor).forEach(keep);
  } else if (chosen) {
    const ties = chosen.line ?? [chosen.proposition];
    endsOfChosen(model, chosen).forEach((actor) => actors.add(actor));
    lines.filter((one) => one.ties.some((tie) => ties.includes(tie))).forEach(keep);
  } else if (path) {
    const steps = scene.path ?? [];
    steps.forEach(({ actor }) => actors.add(actor));
    const pairs = new Set(steps.slice(1).map(({ actor }, at) => pairOf(steps[at].actor, actor)));
    lines.filter((one) => pairs.has(one.pair)).forEach(keep);
    path.forEach((actor) => actors.add(actor));
  } else {
    return null;
  }
  return new Set([...[...actors].map(nodeId), ...kept]);
}

function chosenIds({ chosen }) {
  if (!chosen) {
    return [];
  }
  if (chosen.actor !== undefined) {
    return [nodeId(chosen.actor)];
  }
  return (chosen.line ?? [chosen.proposition]).flatMap((tie) => [`t${tie}`, `l${tie}`]);
}
