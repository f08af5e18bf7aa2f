;; Weighted sums of float32 numbers, for packages/core/src/tensor/linear-combination.ts: each product and sum in double, the result
;; rounded to float32 once.
;; `node packages/core/scripts/build-kernels.mjs` writes what core carries of it.
(module
  (memory (export "memory") 1)
  (func (export "combine")
    (param $out i32) (param $end i32) ;; bytes of the sums, at a multiple of 8; a number after them is written too
    (param $last i32) ;; where the factors end, which begin at 0: one f64 for each term
    (param $stride i32) ;; bytes from the sums to the first term, and from each term to the next
    (local $factor i32) (local $term i32) (local $sum v128)
    (loop $pairs
      (local.set $sum (f64x2.splat (f64.const -0))) ;; whatever is added to it stays what it is
      (local.set $factor (i32.const 0))
      (local.set $term (local.get $out))
      (loop $terms
        (local.set $sum
          (f64x2.add
            (local.get $sum)
            (f64x2.mul
              (v128.load64_splat (local.get $factor))
              (f64x2.promote_low_f32x4
                (v128.load64_zero
                  (local.tee $term (i32.add (local.get $term) (local.get $stride))))))))
        (local.set $factor (i32.add (local.get $factor) (i32.const 8)))
        (br_if $terms (i32.lt_u (local.get $factor) (local.get $last))))
      (v128.store64_lane 0 (local.get $out) (f32x4.demote_f64x2_zero (local.get $sum)))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (br_if $pairs (i32.lt_u (local.get $out) (local.get $end))))))
