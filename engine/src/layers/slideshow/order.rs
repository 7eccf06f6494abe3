//! Which picture is on which slide.

/// The order of the pictures.
pub(super) struct Order {
    /// How many there are, at least 1.
    pub count: usize,
    pub shuffled: bool,
    pub seed: u32,
}

impl Order {
    /// The picture on a slide; slides before the song count from the end.
    pub fn picture(&self, slide: i64) -> usize {
        let count = self.count.max(1) as i64;
        let (round, place) = (slide.div_euclid(count), slide.rem_euclid(count) as usize);
        if !self.shuffled || count < 3 {
            return place;
        }
        let now = self.round(round);
        // A round never begins with the picture that the last one ended with.
        let last = *self.round(round - 1).last().unwrap_or(&0);
        if now[0] == last {
            return now[(place + 1) % now.len()];
        }
        now[place]
    }

    /// All pictures in the order of a round, before it is turned: Fisher and Yates.
    fn round(&self, round: i64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.count).collect();
        let mut state = self.seed ^ (round as u32).wrapping_mul(0x9e37_79b9) ^ 0x5f35_6495;
        for last in (1..order.len()).rev() {
            // PCG, as in the shaders.
            state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
            order.swap(last, (word >> 8) as usize % (last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_order_they_come_round() {
        let order = Order {
            count: 3,
            shuffled: false,
            seed: 0,
        };
        let pictures: Vec<_> = (-1..5).map(|slide| order.picture(slide)).collect();
        assert_eq!(pictures, [2, 0, 1, 2, 0, 1]);
    }

    #[test]
    fn shuffled_each_round_has_all() {
        let order = Order {
            count: 5,
            shuffled: true,
            seed: 7,
        };
        for round in 0..20 {
            let mut pictures: Vec<_> = (round * 5..round * 5 + 5).map(|it| order.picture(it)).collect();
            pictures.sort_unstable();
            assert_eq!(pictures, [0, 1, 2, 3, 4]);
        }
        let orders: Vec<_> = (0..10).map(|it| order.picture(it)).collect();
        assert_ne!(orders[..5], orders[5..]);
    }
}
