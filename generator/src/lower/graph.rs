//! Graphs of things that lead to each other.

/// The parts of a graph whose nodes all lead to each other, each after the parts that it leads to. `edges` says for each node,
/// by its number, where it leads.
///
/// This is Tarjan's algorithm, once over every edge; its steps are kept in a list, because a chain of nodes can be long.
pub(super) fn parts(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut parts = Vec::new();
    // When a node was found, and the earliest node that it leads back to.
    let mut found = vec![NEW; edges.len()];
    let mut back = vec![NEW; edges.len()];
    let mut is_open = vec![false; edges.len()];
    let mut open = Vec::new();
    let mut next = 0;
    for start in 0..edges.len() {
        if found[start] != NEW {
            continue;
        }
        // A node, and how many of its edges were followed.
        let mut way = vec![(start, 0)];
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            if *followed == 0 {
                found[node] = next;
                back[node] = next;
                next += 1;
                is_open[node] = true;
                open.push(node);
            }
            if let Some(&target) = edges[node].get(*followed) {
                *followed += 1;
                if found[target] == NEW {
                    way.push((target, 0));
                } else if is_open[target] {
                    back[node] = back[node].min(found[target]);
                }
                continue;
            }
            way.pop();
            if let Some((before, _)) = way.last() {
                back[*before] = back[*before].min(back[node]);
            }
            if back[node] == found[node] {
                let from = open.iter().rposition(|it| *it == node).unwrap_or(0);
                let part = open.split_off(from);
                part.iter().for_each(|it| is_open[*it] = false);
                parts.push(part);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_each_other_comes_together_and_after_what_it_leads_to() {
        // 0 -> 1 -> 2 -> 0, 2 -> 3 -> 3, 4 alone.
        let edges = vec![vec![1], vec![2], vec![0, 3], vec![3], vec![]];
        let mut parts = parts(&edges);
        parts.iter_mut().for_each(|part| part.sort_unstable());
        assert_eq!(parts, [vec![3], vec![0, 1, 2], vec![4]]);
    }

    /// A way of a hundred thousand steps would overflow a stack.
    #[test]
    fn long_chains() {
        let count = 100_000;
        let edges: Vec<_> = (0..count).map(|at| vec![(at + 1) % count]).collect();
        assert_eq!(parts(&edges).len(), 1);
    }
}
